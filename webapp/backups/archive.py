"""The file of a backup: a zip of the database's copy, the media files and the manifest.

Nothing in it is believed before it was compared with the manifest, and no name leads out of the folder it is for.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from webapp.backups import manifest as manifests
from webapp.backups.manifest import Manifest, Member
from webapp.backups.refusals import Refused

DATABASE = {"sqlite": "recollect.db", "postgresql": "recollect.dump"}
MEDIA = "media"
_BLOCK = 1024 * 1024
_LEVEL = 1  # of compression: the fastest; a database shrinks nearly as well as at the default
_LARGEST_MANIFEST = 64 * _BLOCK
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def media_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Name in the archive and place of each file; no links, which may lead anywhere."""
    for place in sorted(folder.rglob("*")):
        if place.is_file() and not place.is_symlink():
            yield f"{MEDIA}/{place.relative_to(folder).as_posix()}", place


class Writer:
    """Writes members, and remembers what the manifest has to say of them."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.members: dict[str, Member] = {}

    def add(self, name: str, source: Path) -> None:
        try:
            incoming = source.open("rb")
        except FileNotFoundError:
            return  # deleted since it was listed, and thus no part of the data any more
        with incoming, self._file.open(name, "w", force_zip64=True) as out:
            self.members[name] = _copied(incoming, out)

    def close(self, manifest: Manifest) -> None:
        self._file.writestr(manifests.NAME, manifests.written(manifest))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Flushed to the disk at the end."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as file:
            yield Writer(file)
        raw.flush()
        os.fsync(raw.fileno())


def read_manifest(path: Path) -> Manifest:
    """Raises Refused unless the archive is whole by its list of contents: a quick look, no proof."""
    with _opened(path) as file:
        return _checked_contents(file)


def unpack(path: Path, into: Path, *, with_media: bool) -> Manifest:
    """Compare every member with the manifest; leave the database, and on request the media, in a folder.

    Raises Refused at the first that is not what it was.
    """
    with _opened(path) as file:
        manifest = _checked_contents(file)
        for name, expected in manifest.members.items():
            is_kept = with_media or not name.startswith(f"{MEDIA}/")
            _unpack_one(file, name, expected, into / name if is_kept else None)
        return manifest


def unpacked_size(path: Path) -> int:
    return sum(member.bytes for member in read_manifest(path).members.values())


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as file:
            yield file
    except _DAMAGE:
        raise Refused(f"{path} is no whole backup: it is damaged or cut short") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}") from None


def _checked_contents(file: zipfile.ZipFile) -> Manifest:
    infos = file.infolist()
    if manifests.NAME not in file.namelist():
        raise Refused(f"{file.filename} is no backup of this app: it has no manifest")
    if file.getinfo(manifests.NAME).file_size > _LARGEST_MANIFEST:
        raise Refused("The backup's manifest cannot be read")
    manifest = manifests.read(file.read(manifests.NAME))
    found = sorted((info.filename, info.file_size) for info in infos if info.filename != manifests.NAME)
    if found != sorted((name, member.bytes) for name, member in manifest.members.items()):
        raise Refused(f"{file.filename} does not hold what its manifest lists")
    if DATABASE.get(manifest.database) not in manifest.members or not all(map(_is_ours, manifest.members)):
        raise Refused(f"{file.filename} holds what no backup of this app holds")
    return manifest


def _is_ours(name: str) -> bool:
    if name in DATABASE.values():
        return True
    parts = PurePosixPath(name).parts
    is_plain = "\\" not in name and "\0" not in name and ".." not in parts and "/".join(parts) == name
    return is_plain and len(parts) > 1 and parts[0] == MEDIA


def _unpack_one(file: zipfile.ZipFile, name: str, expected: Member, target: Path | None) -> None:
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open(name) as incoming, (target or Path(os.devnull)).open("wb") as out:
        found = _copied(incoming, out)
    if found != expected:
        raise Refused(f"{file.filename} is damaged: {name} is not what was backed up")


def _copied(source: IO[bytes], out: IO[bytes]) -> Member:
    count, digest = 0, hashlib.sha256()
    for block in _blocks(source):
        out.write(block)
        digest.update(block)
        count += len(block)
    return Member(count, digest.hexdigest())


def _blocks(source: IO[bytes]) -> Iterable[bytes]:
    while block := source.read(_BLOCK):
        yield block
