"""Pictures and sounds of a file: found by the names that its texts use, and named there by what they hold.

In the text of a question a medium is `media:<key>.<extension>`: as `![a map](media:….png)` in Markdown, as
`<img src="media:….png" alt="a map">` or `<audio src="media:….mp3">` in HTML. The key comes from the bytes, so that the
same picture is the same text wherever it was brought from, and another one changes the question.
"""

import hashlib
import posixpath
import re
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal
from urllib.parse import unquote, unquote_to_bytes
from zipfile import BadZipFile, ZipFile

from webapp.exchange.contract import DraftQuestion, MediaFile
from webapp.text.references import LETTERS_OF_KEY, PICTURES, REFERENCE, SOUNDS, is_reference

MOST_BYTES = 10 * 1024 * 1024  # of one picture or sound
_PLACES = re.compile(r"@@PLUGINFILE@@/|\$IMS-CC-FILEBASE\$/?|\$CANVAS_OBJECT_REFERENCE\$/?", re.IGNORECASE)
_DRAWING = re.compile(rb"<(?:svg|!doctype|html|script|\?xml)", re.IGNORECASE)

_ENDINGS = tuple(f".{each}" for each in (*PICTURES, *SOUNDS, "jpeg", "tif", "svg", "oga", "opus"))

Why = Literal["missing", "large", "drawing", "unknown"]


def key_of(data: bytes) -> str:
    """32 hexadecimal letters."""
    return hashlib.sha256(data).hexdigest()[:LETTERS_OF_KEY]


def extension_of(data: bytes) -> str:
    """What the bytes are, one of PICTURES or SOUNDS, whatever their file is called; "" for all else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(data[8:12], "")
    if data.startswith(b"BM") and data[6:10] == bytes(4):
        return "bmp"
    if data.startswith((b"II*\x00", b"MM\x00*")):
        return "tiff"
    if data.startswith(b"OggS"):
        return "ogg"
    if data.startswith(b"fLaC"):
        return "flac"
    if data[4:8] == b"ftyp" and data[8:11] in (b"M4A", b"M4B", b"mp4", b"iso"):
        return "m4a"
    is_frame = len(data) > 2 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2 and data[2] & 0xF0 != 0xF0
    return "mp3" if data.startswith(b"ID3") or is_frame else ""


def is_media_name(name: str) -> bool:
    """Whether a file is called as pictures and sounds are, whatever it holds."""
    return name.lower().endswith(_ENDINGS)


def unpacked(archive: ZipFile, name: str) -> bytes | None:
    """A member of an archive that was found safe; None where it has more than MOST_BYTES or is damaged."""
    try:
        with archive.open(name) as file:
            data = file.read(MOST_BYTES + 1)
    except (BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, KeyError, ValueError, zlib.error):
        return None
    return data if len(data) <= MOST_BYTES else None


class Files:
    """The files beside a text, by the names that it may use. `names` are those of an archive, `read` unpacks one (None
    where it cannot be, or has more than MOST_BYTES); `companions` were brought beside the file by its teacher, by name.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        read: Callable[[str], bytes | None] | None = None,
        companions: Mapping[str, bytes] | None = None,
    ) -> None:
        self._read = read
        self._companions = dict(companions or {})
        self._by_path: dict[str, str] = {}
        self._by_base: dict[str, str] = {}
        names = list(names)
        for name in names:
            self._by_path.setdefault(_folded(name), name)
            self._by_base.setdefault(posixpath.basename(_folded(name)), name)
        self._exact = set(names)
        self._base_of_companions = {posixpath.basename(_folded(name)): name for name in self._companions}
        self._seen: dict[str, MediaFile | Why] = {}  # by name: what many texts show is unpacked once
        self.used: dict[str, MediaFile] = {}  # by key: what goes into Drafts.media
        self.used_names: set[str] = set()  # as the archive has them

    def within(self, names: Iterable[str], read: Callable[[str], bytes | None]) -> "Files":
        """The same companions, and the files of an archive."""
        return Files(names, read, self._companions)

    def reference(self, source: str) -> str:
        """What a text is to say in the place of `source`; "" where there is no such file."""
        if is_reference(source):
            return source
        found = self.find(source) if source else "missing"
        return found.reference if isinstance(found, MediaFile) else ""

    def names_unused(self) -> list[str]:
        """Pictures and sounds of the archive that no text has named."""
        names = (name for name in self._by_path.values() if name not in self.used_names)
        return [name for name in names if is_media_name(name)]

    def find(self, source: str) -> MediaFile | Why:
        """The picture or sound that a text calls so: by the very name, else by path, else by base name, in any case of
        letters, percent-encoded or not, less what Moodle and Canvas put before and behind it. Else why there is none.
        Never raises."""
        if source.startswith("data:"):
            return self._inline(source)
        bare = _PLACES.sub("", source)
        cut = bare.partition("?")[0].partition("#")[0]
        for each in dict.fromkeys((bare, unquote(bare), unquote(cut))):  # a name may hold such signs itself
            name = self._named(each)
            if name is not None and self._read is not None:
                self.used_names.add(name)
                return self._taken(name, self._read)
        for each in dict.fromkeys((bare, unquote(bare), unquote(cut))):
            name = self._base_of_companions.get(posixpath.basename(_folded(each)))
            if name is not None:
                return self._taken(name, self._companions.get)
        return "missing"

    def _named(self, wanted: str) -> str | None:
        """What the archive calls it."""
        path = _folded(wanted)
        if wanted in self._exact:
            return wanted
        return (self._by_path.get(path) or self._by_base.get(posixpath.basename(path))) if path else None

    def _taken(self, name: str, read: Callable[[str], bytes | None]) -> MediaFile | Why:
        if name not in self._seen:
            data = read(name)
            self._seen[name] = "large" if data is None else self.take(name, data)
        found = self._seen[name]
        return self.used.setdefault(found.key, found) if isinstance(found, MediaFile) else found

    def _inline(self, source: str) -> MediaFile | Why:
        """An address that holds the bytes themselves."""
        head, _comma, body = source.partition(",")
        try:
            data = b64decode(unquote(body)) if head.endswith(";base64") else unquote_to_bytes(body)
        except ValueError:
            return "unknown"
        return self.take(head.partition(";")[0], data)

    def take(self, name: str, data: bytes) -> MediaFile | Why:
        """For bytes that stand in the text itself (base64)."""
        if len(data) > MOST_BYTES:
            return "large"
        extension = extension_of(data)
        if not extension:
            return "drawing" if _DRAWING.search(data[:1000]) else "unknown"
        key = key_of(data)
        return self.used.setdefault(key, MediaFile(key, extension, data, name))


def _folded(name: str) -> str:
    path = posixpath.normpath(name.strip().replace("\\", "/")).casefold() if name.strip() else ""
    return path.removeprefix("./").lstrip("/")


def name_in(source: str) -> str:
    """What people call the file that a text names, without what Moodle and Canvas put around it."""
    if source.startswith("data:"):
        return ""
    return unquote(_PLACES.sub("", source).partition("?")[0]).strip()


def references_in(question: DraftQuestion) -> list[str]:
    """The references of all its texts, each once, in their order."""
    found: dict[str, None] = {}
    for text in _texts(question.content):
        found |= dict.fromkeys(match[0] for match in REFERENCE.finditer(text))
    return list(found)


def with_references(question: DraftQuestion, other: Mapping[str, str]) -> DraftQuestion:
    """The question with some of its references (`media:<key>.<extension>`) replaced by others."""
    if not any(each in other for each in references_in(question)):
        return question
    return replace(question, content=_replaced(question.content, other))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        if "media:" in value:
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _replaced(value: Any, other: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return REFERENCE.sub(lambda found: other.get(found[0], found[0]), value) if "media:" in value else value
    if isinstance(value, Mapping):
        return {name: _replaced(each, other) for name, each in value.items()}
    if isinstance(value, list):
        return [_replaced(each, other) for each in value]
    return value
