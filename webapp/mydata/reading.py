"""A file that somebody brings: data.json by itself, or in its ZIP. Counted while it is unpacked, never believed."""

import json
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

from webapp.mydata.archive import FORMAT, VERSION
from webapp.study.import_checks import UnreadableExport

LARGEST = 200 * 1024 * 1024  # bytes, unpacked
_ZIP = b"PK\x03\x04"


def read_export(path: Path) -> dict[str, Any]:
    """What the file holds. Raises UnreadableExport."""
    try:
        with path.open("rb") as file:
            is_zip = file.read(4) == _ZIP
            file.seek(0)
            return _parsed(_from_zip(file) if is_zip else _limited(file))
    except OSError as error:
        raise UnreadableExport([f"it cannot be read: {error.strerror}"]) from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise UnreadableExport(["the ZIP is damaged"]) from error


def _from_zip(file: IO[bytes]) -> bytes:
    with zipfile.ZipFile(file) as archive:
        try:
            entry = archive.open("data.json")
        except KeyError:
            raise UnreadableExport(["there is no data.json in it"]) from None
        except (RuntimeError, NotImplementedError) as error:  # a password, a way of packing that is not ours
            raise UnreadableExport(["the ZIP was not made by Recollect"]) from error
        with entry:
            return _limited(entry)


def _limited(file: IO[bytes]) -> bytes:
    found = file.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise UnreadableExport([f"it holds more than {LARGEST // 1024 // 1024} MB"])
    return found


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableExport(["data.json is no JSON"]) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UnreadableExport(["it is no export of Recollect"])
    if data.get("format_version") != VERSION:
        raise UnreadableExport([f"it is of format {data.get('format_version')}, this app reads {VERSION}"])
    return data
