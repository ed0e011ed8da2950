"""Pictures and sounds of a file: found by the names that its texts use, and named there by what they hold.

In the text of a question a medium is `media:<key>.<extension>`: as `![a map](media:….png)` in Markdown, as
`<img src="media:….png" alt="a map">` or `<audio src="media:….mp3">` in HTML. The key comes from the bytes, so that the
same picture is the same text wherever it was brought from, and another one changes the question.
"""

import hashlib
import posixpath
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any, Literal
from urllib.parse import unquote, unquote_to_bytes
from zipfile import ZipFile

from webapp.exchange.contract import DraftQuestion, MediaFile
from webapp.exchange.safe_zip import read_member
from webapp.text.nested import texts_in, with_texts
from webapp.text.references import LETTERS_OF_KEY, PICTURES, REFERENCE, SOUNDS, is_reference

MOST_BYTES = 10 * 1024 * 1024  # of one picture or sound
_PLACES = re.compile(r"@@PLUGINFILE@@/|\$IMS[-_]CC[-_]FILE_?BASE\$/?|\$CANVAS_OBJECT_REFERENCE\$/?", re.IGNORECASE)
_BYTES = re.compile(r"(;base64,)[A-Za-z0-9+/=%\\\s]{200,}")
_DRAWING = re.compile(rb"<(?:svg|!doctype|html|script|\?xml)", re.IGNORECASE)

_ENDINGS = tuple(f".{each}" for each in (*PICTURES, *SOUNDS, "jpeg", "tif", "svg", "oga", "opus"))

_FILMS = (".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".ogv", ".mpg", ".mpeg", ".wmv", ".flv", ".3gp")

Why = Literal["missing", "large", "drawing", "unknown", "film"]


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
    return read_member(archive, name, MOST_BYTES)


class Files:
    """The files beside a text, by the names that it may use. `names` are those of an archive, `read` unpacks one (None
    where it cannot be, or has more than MOST_BYTES); `companions` were brought beside the file by its teacher, by name.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        read: Callable[[str], bytes | None] | None = None,
        companions: Mapping[str, bytes] | None = None,
        beyond: "Files | None" = None,
    ) -> None:
        self._read = read
        self._companions = dict(companions or {})
        self._beyond = beyond  # what is looked for there when it is not here
        self._by_path: dict[str, str] = {}
        self._by_base: dict[str, list[str]] = {}
        self._exact = set[str]()
        for name in names:
            self._exact.add(name)
            path = _folded(name)
            if self._by_path.setdefault(path, name) == name:
                self._by_base.setdefault(posixpath.basename(path), []).append(path)
        self._by_base_of_companions: dict[str, list[str]] = {}
        for name in self._companions:
            self._by_base_of_companions.setdefault(base_of(name), []).append(name)
        self._guessed: dict[str, tuple[str, str]] = {}  # by what a text says: what was taken, and what else it may mean
        self._found: dict[str, MediaFile | Why] = {}  # by the name in the archive
        self.folder = ""  # in which the text stands that is read
        self.used: dict[str, MediaFile] = {}  # by key: what goes into Drafts.media
        self.used_names: set[str] = set()  # as the archive has them

    def within(self, names: Iterable[str], read: Callable[[str], bytes | None]) -> "Files":
        """The files of an archive, and behind them these."""
        return Files(names, read, beyond=self)

    def reference(self, source: str) -> str:
        """What a text is to say in the place of `source`; "" where there is no such file."""
        if is_reference(source):
            return source
        found = self.find(source) if source else "missing"
        return found.reference if isinstance(found, MediaFile) else ""

    def guesses(self) -> list[tuple[str, str, str]]:
        """Since this was asked last: what a text says, the file that was taken for it, and another that it may mean."""
        found = [(source, taken, other) for source, (taken, other) in self._guessed.items()]
        self._guessed.clear()
        return found

    def names_unused(self) -> list[str]:
        """Pictures and sounds of the archive that no text has named."""
        names = (name for name in self._by_path.values() if name not in self.used_names)
        return [name for name in names if is_media_name(name)]

    def find(self, source: str) -> MediaFile | Why:
        """The picture or sound that a text calls so: by its path from the folder of the text or of the archive, else by
        base name, in any case of letters, percent-encoded or not, less what Moodle and Canvas put before and behind it.
        Else why there is none. Never raises."""
        if source.startswith("data:"):
            return self._inline(source)
        bare = _PLACES.sub("", source)
        wanted = _folded(_PLACES.sub("", unquote(bare.partition("?")[0].partition("#")[0])))
        if wanted.endswith(_FILMS):
            return "film"
        found = self._of_archive(wanted, bare, source)
        if not isinstance(found, MediaFile) and (companion := self._companion(wanted, source)):
            found = self.take(companion, self._companions[companion])
        if not isinstance(found, MediaFile) and self._beyond is not None:
            other = self._beyond.find(source)
            if isinstance(other, MediaFile):
                return self.used.setdefault(other.key, other)
            return other if found == "missing" else found
        return found

    def _of_archive(self, wanted: str, bare: str, source: str) -> MediaFile | Why:
        name = self._name_of(wanted, bare, source) if posixpath.basename(wanted) else None
        return "missing" if name is None else self._named(name)

    def _named(self, name: str) -> MediaFile | Why:
        """Unpacked once, however many texts show it."""
        if self._read is None:
            return "missing"
        self.used_names.add(name)
        if name not in self._found:
            data = self._read(name)
            self._found[name] = "large" if data is None else self.take(name, data)
        return self._found[name]

    def _companion(self, wanted: str, source: str) -> str:
        """The nearest of those that were brought with that name; "" where there is none. Of several with the same bytes
        it does not matter which."""
        named = self._by_base_of_companions.get(posixpath.basename(wanted), [])
        others = {self._companions[name] for name in named}
        return self._nearest({_folded(name): name for name in named}, wanted, source, is_told=len(others) > 1)

    def _nearest(self, named: Mapping[str, str], wanted: str, source: str, *, is_told: bool = True) -> str:
        """Of files by their paths the one whose path ends most like what is wanted; `is_told`: what else there is."""
        ranked = sorted(named, key=lambda path: -_common_end(path, wanted))
        if not ranked:
            return ""
        parts = len([part for part in wanted.split("/") if part != ".."])
        is_meant = [_common_end(path, wanted) == parts for path in ranked[:2]]  # all of what the text says fits
        if is_told and len(ranked) > 1 and is_meant != [True, False]:
            self._guessed[source] = (named[ranked[0]], named[ranked[1]])
        return named[ranked[0]]

    def _name_of(self, wanted: str, bare: str, source: str) -> str | None:
        folder = "" if _PLACES.match(source) else self.folder
        beside = _folded(f"{folder}/{wanted}")
        if folder and beside in self._by_path:
            return self._by_path[beside]
        if bare in self._exact:  # a name may hold what means something else in an address
            return bare
        if wanted in self._by_path:
            return self._by_path[wanted]
        named = self._by_base.get(posixpath.basename(wanted), [])
        return self._nearest({path: self._by_path[path] for path in named}, wanted, source) or None

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


def base_of(name: str) -> str:
    """By which a file that was brought beside another is found."""
    return posixpath.basename(_folded(name))


def _common_end(one: str, other: str) -> int:
    """How many parts of two paths are the same, from the last."""
    pairs = zip(reversed(one.split("/")), reversed(other.split("/")), strict=False)
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))


def name_in(source: str) -> str:
    """What people call the file that a text names, without what Moodle and Canvas put around it."""
    if source.startswith("data:"):
        return ""
    return unquote(_PLACES.sub("", source).partition("?")[0]).strip()


def without_bytes(value: Any) -> Any:
    """What a file says of a question, without the pictures that stand in its texts themselves: they are kept by
    themselves."""
    return with_texts(value, lambda text: _BYTES.sub(r"\1", text) if "base64" in text else text)


def references_of(value: Any) -> list[str]:
    """The references of all texts in the fields of a question, each once, in their order."""
    texts = (text for text in texts_in(value) if "media:" in text)
    return list(dict.fromkeys(found[0] for text in texts for found in REFERENCE.finditer(text)))


def references_in(question: DraftQuestion) -> list[str]:
    """Those of its content."""
    return references_of(question.content)


def renamed(value: Any, other: Mapping[str, str]) -> Any:
    """The fields of a question with some of their references (`media:<key>.<extension>`) replaced by others."""
    return with_texts(
        value,
        lambda text: REFERENCE.sub(lambda found: other.get(found[0], found[0]), text) if "media:" in text else text,
    )


def with_references(question: DraftQuestion, other: Mapping[str, str]) -> DraftQuestion:
    """The question so; itself where none of them is in it."""
    if not any(each in other for each in references_in(question)):
        return question
    return replace(question, content=renamed(question.content, other))
