"""Archives from strangers: their names and sizes looked at before anything is unpacked, and counted while it is."""

import io
import lzma
import re
import stat
import zipfile
import zlib
from pathlib import PurePosixPath

from webapp.exchange.flaws import Flaw

MOST_UNPACKED = 200 * 1024 * 1024  # bytes
MOST_ENTRIES = 5_000
MOST_RATIO = 100  # unpacked to packed, of archives of more than SMALL bytes unpacked
SMALL = 1024 * 1024
# What the standard library raises for archives that are not as they should be.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    NotImplementedError,
)
_CHUNK = 64 * 1024
_DRIVE = re.compile(r"[A-Za-z]:")
_NESTED = re.compile(r"\.(?:zip|apkg|colpkg|imscc|7z|rar|tar|gz|tgz|bz2|xz)$", re.IGNORECASE)


def unsafe(data: bytes) -> Flaw | None:
    """Why this archive is refused whole, or None. Everything is unpacked once, a chunk at a time, to count it: what
    headers say is not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            return _unsafe_names(members) or _unsafe_sizes(archive, members, len(data))
    except _DAMAGED:
        return _flaw("broken", "This archive is damaged.", "Make it again, or download it again.")


def names_in(data: bytes) -> list[str] | None:
    """The names of an archive; None for what is none, or is damaged."""
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except _DAMAGED:
        return None


def member_of(data: bytes, name: str, most: int) -> bytes | None:
    """One file of an archive; None where there is none of this name, or it has more than so many bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return read_member(archive, name, most)
    except _DAMAGED:
        return None


def read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes | None:
    """The same of an archive that is open."""
    try:
        with archive.open(name) as file:
            content = file.read(most + 1)
    except (*_DAMAGED, KeyError):
        return None
    return content if len(content) <= most else None


def _unsafe_names(members: list[zipfile.ZipInfo]) -> Flaw | None:
    if len(members) > MOST_ENTRIES:
        message = f"The archive holds {len(members):,} files; the most is {MOST_ENTRIES:,}."
        return _flaw("entries", message, "Split it into several.")
    seen: set[str] = set()
    for member in members:
        name = member.orig_filename
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or _DRIVE.match(name) or "\x00" in name:
            return _flaw("name", f"The archive holds a file whose name leads out of it: {name[:80]!r}.", _AGAIN)
        if stat.S_ISLNK(member.external_attr >> 16):
            return _flaw("link", f"The archive holds a link in the place of a file: {name[:80]!r}.", _AGAIN)
        if member.flag_bits & 1:
            return _flaw("password", "The archive is protected by a password.", "Make it again without one.")
        if name in seen:
            return _flaw("twice", f"The archive holds two files of the name {name[:80]!r}.", _AGAIN)
        if _NESTED.search(name):
            return _flaw("nested", f"The archive holds another archive: {name[:80]!r}.", "Unpack it first.")
        seen.add(name)
    return None


def _unsafe_sizes(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], packed: int) -> Flaw | None:
    total = 0
    for member in members:
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                total += len(chunk)
                if total > MOST_UNPACKED:
                    message = f"Unpacked, the archive has more than {MOST_UNPACKED >> 20} MB."
                    return _flaw("size", message, "Split it, or leave large files out.")
                if total > SMALL and total > MOST_RATIO * packed:
                    message = f"Unpacked, the archive is more than {MOST_RATIO} times as large; refused for safety."
                    return _flaw("ratio", message, _AGAIN)
    return None


_AGAIN = "Make the archive again with the program that the questions come from."


def _flaw(code: str, message: str, hint: str) -> Flaw:
    return Flaw(f"zip.{code}", message, hint)
