"""`users import`: a file that was taken along, read back by whoever runs the site."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.mydata.people import account, data_of, downloaded, guest
from tests.study.test_exporting import another_place, exported
from tests.study.test_ownership import rows
from webapp.accounts.models import User
from webapp.mydata import reading
from webapp.mydata.reading import read_export
from webapp.study.exporting import canonical
from webapp.study.import_checks import UnreadableExport
from webapp.study.models import Review


def run(app: Flask, *arguments: Any) -> Any:
    return app.test_cli_runner().invoke(args=["users", "import", *map(str, arguments)])


def test_a_zip_is_read_into_a_new_account(app: Flask, clock: Clock, tmp_path: Path) -> None:
    _pupil, client = guest(app, clock)
    answer = downloaded(client)
    file = tmp_path / "mine.zip"
    file.write_bytes(answer.get_data())
    data = data_of(answer)
    another_place(app)
    result = run(app, file, "--name", "hana.k")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[1] == (
        "2 reviews, 2 cards, 0 settled, 1 sessions, 1 enrolments, 0 reports, 0 options, 3 questions brought"
    )
    [(user_id, name, role)] = rows(app, User, "id", "name", "role")
    assert (name, role) == ("hana.k", "student")
    assert canonical(exported(app, user_id)) == canonical(data)


def test_into_an_account_that_is_there(app: Flask, clock: Clock, tmp_path: Path) -> None:
    pupil, client = account(app, clock)
    file = tmp_path / "mine.zip"
    file.write_bytes(downloaded(client).get_data())
    result = run(app, file, "--name", "HANA.K")
    assert result.output.splitlines()[1:] == [
        "0 reviews, 0 cards, 0 settled, 0 sessions, 0 enrolments, 0 reports, 0 options, 0 questions brought"
    ]
    assert len(pupil.log()) == 2


def test_a_file_that_is_none_leaves_nothing(app: Flask, clock: Clock, tmp_path: Path) -> None:
    guest(app, clock)
    file = tmp_path / "mine.json"
    file.write_text('{"format": "recollect-learner", "format_version": 1}')
    before = rows(app, User, "id")
    result = run(app, file, "--name", "hana.k")
    assert (result.exit_code, result.output.splitlines()[1:3]) == (
        1,
        ["Error: mine.json was not read, nothing is changed:", "banks: is missing"],
    )
    assert '"event": "import_refused"' in result.output.splitlines()[0]
    assert rows(app, User, "id") == before
    assert len(rows(app, Review, "id")) == 2


def packed(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


def damaged(whole: bytes) -> bytes:
    """With wrong bits where the file itself is packed; the list of files is whole."""
    return whole[:45] + bytes(each ^ 0xFF for each in whole[45:75]) + whole[75:]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "data.json is no JSON"),
        (b"[" * 100_000, "data.json is no JSON"),
        (b"[]", "it is no export of Recollect"),
        (b'{"format": "recollect-learner", "format_version": 2}', "it is of format 2, this app reads 1"),
        (b"PK\x03\x04 and nothing else", "the ZIP is damaged"),
        (damaged(packed("data.json", bytes(range(256))[:250] * 2)), "the ZIP is damaged"),
        (packed("notes.txt", b"{}"), "there is no data.json in it"),
        (packed("data.json", b" " * 3000), "it holds more than 0 MB"),
    ],
)
def test_s32_a_file_is_counted_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, reason: str
) -> None:
    if b"data.json" in content:
        monkeypatch.setattr(reading, "LARGEST", 1000)
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(UnreadableExport) as refused:
        read_export(file)
    assert refused.value.reasons == [reason]


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "a/../../evil", "\\evil", "e" * 300, "nul\1evil"])
def test_s33_no_name_in_a_zip_makes_a_file(tmp_path: Path, name: str) -> None:
    """Only data.json is looked at, where it lies; nothing is unpacked to a disk."""
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    file = folder / "mine.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for each in (name, name + "/data.json"):
            archive.writestr(each, "{}")
    file.write_bytes(file.read_bytes().replace(b"nul\1evil", b"nul\0evil"))  # the library would write no NUL
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UnreadableExport, match=r"no data\.json"):
        read_export(file)
    assert sorted(tmp_path.rglob("*")) == before


def test_s32_a_zip_that_grows_is_left_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1024 * 1024)
    file = tmp_path / "mine.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", b" " * (4 * 1024 * 1024))
    assert file.stat().st_size < 10_000
    with pytest.raises(UnreadableExport, match="more than 1 MB"):
        read_export(file)
