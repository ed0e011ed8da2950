"""An archive that is not whole, or not ours, is refused before anything of it is used."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from webapp.backups.archive import read_manifest, unpack, unpacked_size, writing
from webapp.backups.checksums import TableSum
from webapp.backups.manifest import Manifest, Member, read, written
from webapp.backups.refusals import Refused

DATABASE = b"rows and rows " * 1000


def manifest_of(members: Mapping[str, Member], **changed: Any) -> Manifest:
    told = {
        "made_at": "2026-11-24T10:00:00Z",
        "app_version": "0.1.0",
        "database": "sqlite",
        "revision": "0001",
        "schema": "",
        "tables": {"review": TableSum(3, "0" * 32)},
    }
    return Manifest(members=members, **(told | changed))


def archive_of(folder: Path, files: Mapping[str, bytes]) -> Path:
    path = folder / "made.zip"
    with writing(path) as writer:
        for number, (name, content) in enumerate(files.items()):
            (folder / str(number)).write_bytes(content)
            writer.add(name, folder / str(number))
        writer.close(manifest_of(writer.members))
    return path


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return archive_of(tmp_path, {"recollect.db": DATABASE, "media/a/b.png": b"a map"})


def test_what_was_put_in_comes_out(made: Path, tmp_path: Path) -> None:
    told = unpack(made, tmp_path / "out", with_media=True)
    assert told == read_manifest(made)
    assert told.members["recollect.db"] == Member(14_000, hashlib.sha256(DATABASE).hexdigest())
    assert (tmp_path / "out" / "recollect.db").read_bytes() == DATABASE
    assert (tmp_path / "out" / "media" / "a" / "b.png").read_bytes() == b"a map"
    assert unpacked_size(made) == 14_005


def test_media_are_compared_though_not_wanted(made: Path, tmp_path: Path) -> None:
    unpack(made, tmp_path / "out", with_media=False)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["recollect.db"]


def test_a_file_that_goes_while_it_is_read_is_left_out(tmp_path: Path) -> None:
    with writing(tmp_path / "made.zip") as writer:
        writer.add("media/gone", tmp_path / "gone")
        assert writer.members == {}


@pytest.mark.parametrize("kept", [0, 1, 30, 500, -1, -30])
def test_a_truncated_archive_is_refused(made: Path, tmp_path: Path, kept: int) -> None:
    made.write_bytes(made.read_bytes()[:kept])
    for look in (read_manifest, lambda path: unpack(path, tmp_path / "out", with_media=True)):
        with pytest.raises(Refused, match=r"made.zip is no whole backup: it is damaged or cut short$"):
            look(made)


@pytest.mark.slow  # a try for every few bytes of the file
def test_a_changed_byte_is_found(made: Path, tmp_path: Path) -> None:
    sound = made.read_bytes()
    unharmed = []
    for place in range(0, len(sound), 3):
        made.write_bytes(sound[:place] + bytes([sound[place] ^ 0x55]) + sound[place + 1 :])
        try:
            unpack(made, tmp_path / "out", with_media=True)
        except Refused:
            continue
        unharmed.append(place)
        assert (tmp_path / "out" / "recollect.db").read_bytes() == DATABASE
    assert len(unharmed) < len(sound) / 6  # times and modes of the zip, and words of the manifest that nothing rests on


def rewritten(made: Path, files: Mapping[str, bytes], **changed: Any) -> None:
    """A sound zip with a manifest that may lie."""
    members = {name: Member(len(content), hashlib.sha256(content).hexdigest()) for name, content in files.items()}
    with zipfile.ZipFile(made, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
        file.writestr("manifest.json", written(manifest_of(members, **changed)))


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/evil", "media/../../evil", "media\\evil", "media/", "media", "media//evil", "secret_key", "./x"],
)
def test_no_name_leads_elsewhere(made: Path, tmp_path: Path, name: str) -> None:
    rewritten(made, {"recollect.db": DATABASE, name: b"x"})
    with pytest.raises(Refused):
        unpack(made, tmp_path / "in" / "out", with_media=True)
    assert not list(tmp_path.rglob("evil"))


def test_a_zip_of_something_else_is_refused(made: Path) -> None:
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("recollect.db", DATABASE)
    with pytest.raises(Refused, match=r"is no backup of this app: it has no manifest$"):
        read_manifest(made)


def test_a_member_too_much_or_missing_is_refused(made: Path) -> None:
    with zipfile.ZipFile(made, "a") as file:
        file.writestr("more", b"x")
    with pytest.raises(Refused, match=r"does not hold what its manifest lists$"):
        read_manifest(made)
    rewritten(made, {"media/only": b"x"})
    with pytest.raises(Refused, match=r"holds what no backup of this app holds$"):
        read_manifest(made)


def test_content_that_was_exchanged_is_refused(made: Path, tmp_path: Path) -> None:
    members = {"recollect.db": Member(3, hashlib.sha256(b"old").hexdigest())}
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("recollect.db", b"new")
        file.writestr("manifest.json", written(manifest_of(members)))
    read_manifest(made)
    with pytest.raises(Refused, match=r"is damaged: recollect.db is not what was backed up$"):
        unpack(made, tmp_path / "out", with_media=False)


def test_a_manifest_is_read_as_it_was_written() -> None:
    told = manifest_of({"recollect.db": Member(1, "a" * 64)}, schema="public", database="postgresql")
    assert read(written(told)) == told
    assert told.rows == 3


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", b'{"format": 1}', b'{"format": 1, "tables": [], "members": {}}']
)
def test_a_manifest_that_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match=r"^The backup's manifest cannot be read$"):
        read(data)


def test_a_later_format_is_named() -> None:
    later = json.loads(written(manifest_of({}))) | {"format": 2}
    with pytest.raises(Refused, match=r"^The backup has format 2, this version of the app knows format 1$"):
        read(json.dumps(later).encode())
