"""Which format a file has, by what is in it; its name is only a hint.

What cannot be read here is refused by name, with what to export in its place.
"""

import io
import re
import zipfile
from collections.abc import Callable

from webapp.exchange import apkg, moodle_xml, qti2, qti12, sheets
from webapp.exchange.bankfile import read_bank
from webapp.exchange.contract import Drafts, Problem
from webapp.exchange.decoding import decoded
from webapp.exchange.flaws import Flaw
from webapp.exchange.registry import FORMATS

BANK = "bank"
MOST_BYTES = 32 * 1024 * 1024
_BANK_FILE = re.compile(r"^(?:bank|questions):", re.MULTILINE)
_XML_ROOT = re.compile(r"<(?![?!])([A-Za-z_][\w.:-]*)")
_PACKED = ("Moodle XML", "QTI", "Anki package (.apkg)", "workbook (XLSX, XLS, ODS)")
_OTHERS = ", ".join([*_PACKED, *(each.title for each in FORMATS.values())])

# By their first bytes: what it is, and what to do.
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "Export the questions as GIFT, Aiken or a table; a PDF holds pages and no questions."),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "Save it as plain text (.txt), encoding UTF-8."),
    (b"\x89PNG", "a picture", "Upload the questions; pictures come with them."),
    (b"\xff\xd8\xff", "a picture", "Upload the questions; pictures come with them."),
    (b"{\\rtf", "a document with formats (RTF)", "Save it as plain text, encoding UTF-8."),
    (
        b"\x1f\x8b",
        "a packed file",
        "Unpack it. From Moodle, export the question bank as GIFT and no backup.",
    ),
)
# By a name in the archive.
_ARCHIVES: tuple[tuple[str, str, str], ...] = (
    ("word/", "a Word document", "Save it as plain text (.txt), encoding UTF-8."),
    ("xl/", "a workbook without its sheets", "Open it in its program and save it again."),
    ("content.xml", "a document of LibreOffice", "Save it as plain text, encoding UTF-8."),
    ("imsmanifest.xml", "a QTI package or a course", "Export the questions as GIFT, Aiken or a table."),
    ("h5p.json", "an H5P package", "Copy the questions into a table."),
)
_XML: dict[str, tuple[str, str]] = {
    "html": ("a web page", "Copy the questions into a table."),
}


def read_file(data: bytes, name: str, *, format: str = "") -> Drafts:
    """The questions of a file of any format. `name` is for display; `format` overrules what the file looks like.
    Never raises for what a file holds."""
    drafts = _read(data, name, format)
    drafts.name = name
    return drafts


def _read(data: bytes, name: str, format: str) -> Drafts:
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1024 / 1024:.1f}"
        return _refused("file.size", f"This file has {size} MB; the most is 32 MB.", "Split it into several files.")
    if not data.strip():
        return _refused("file.empty", "This file is empty.", "Was it saved? Upload it again.")
    reader = _READERS_OF_BYTES.get(format or _packed_format(data))
    if reader is not None:
        return reader(data)
    foreign = _signed(data)
    if foreign:
        return _refused("file.foreign", f"This is {foreign[0]}, which cannot be read here.", foreign[1])
    file = decoded(data)
    if file.text is None:
        return _refused_for(file.flaws)
    if format == BANK or (not format and _BANK_FILE.search(file.text) and "questions:" in file.text):
        return _bank(data, name)
    drafts = _text(file.text, format)
    drafts.encoding = file.encoding
    drafts.problems[:0] = [_problem(flaw) for flaw in file.flaws]
    return drafts


_READERS_OF_BYTES: dict[str, Callable[[bytes], Drafts]] = {
    apkg.NAME: apkg.read,
    moodle_xml.NAME: moodle_xml.read,
    qti12.NAME: qti12.read,
    qti2.NAME: qti2.read,
    sheets.NAME: sheets.read,
}


def _packed_format(data: bytes) -> str:
    """The format of what is no plain text: by the first bytes, the root of XML, the names in an archive."""
    root = _xml_root(data)
    by_root = {qti12.ROOT: qti12.NAME, "quiz": moodle_xml.NAME, **{each.lower(): qti2.NAME for each in qti2.ROOTS}}
    if root in by_root:
        return by_root[root]
    if _is_anki(data):
        return apkg.NAME
    if _is_workbook(data):
        return sheets.NAME
    return _course_format(data)


def _course_format(data: bytes) -> str:
    """Of a package with a manifest: which version its questions have, by its schemas and by what is in it."""
    if not data.startswith(b"PK\x03\x04"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            manifests = [name for name in archive.namelist() if name.endswith("imsmanifest.xml")]
            manifest = archive.read(manifests[0]) if manifests else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, EOFError):
        return ""
    if not manifests:
        return ""
    is_newer = re.search(rb"imsqti_(?:item|test)_xmlv[23]|imsqtiasi_v[23]|imsqti_v[23]", manifest) is not None
    return qti2.NAME if is_newer and b"imsqti_xmlv1p" not in manifest else qti12.NAME


def _is_anki(data: bytes) -> bool:
    if data.startswith(b"SQLite format 3\x00"):
        return True
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.startswith("collection.anki") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return False


def _is_workbook(data: bytes) -> bool:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return b"W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00" in data or b"B\x00o\x00o\x00k\x00" in data
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            mime = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError, EOFError):
        return False
    return "xl/workbook.xml" in names or "xl/workbook.bin" in names or b"opendocument.spreadsheet" in mime


def _signed(data: bytes) -> tuple[str, str] | None:
    for signature, what, hint in _SIGNATURES:
        if data.startswith(signature):
            return what, hint
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "a damaged archive", "Pack or download it again."
    for part, what, hint in _ARCHIVES:
        if any(each.startswith(part) for each in names):
            return what, hint
    return "a packed folder", "Unpack it and upload the files one by one."


def _xml_root(data: bytes) -> str:
    """The name of the first element, in small letters; "" for what is no XML."""
    begin = data[:20_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    found = _XML_ROOT.search(begin.decode("latin-1")) if begin.startswith(b"<") else None
    return found[1].rpartition(":")[2].lower() if found else ""


def _text(text: str, format: str) -> Drafts:
    if format in FORMATS:
        return FORMATS[format].read(text)
    root = _XML_ROOT.search(text) if text.lstrip().startswith("<") else None
    if root:
        unknown = f"XML of another program (<{root[1][:40]}>)", f"Formats here: {_OTHERS}."
        what, hint = _XML.get(root[1].lower(), unknown)
        return _refused("file.foreign", f"This is {what}, which cannot be read here yet.", hint)
    if text.startswith("#separator:"):
        return FORMATS["delimited"].read(text)
    for each in FORMATS.values():
        if each.looks_like(text):
            return each.read(text)
    hint = f"Formats here: our bank file, {_OTHERS}. Choose one if it is one of them."
    return _refused("file.unknown", "No questions were recognised in this file.", hint)


def _bank(data: bytes, name: str) -> Drafts:
    reading = read_bank(data, name)
    questions = list(reading.bank.questions) if reading.bank else []
    return Drafts(BANK, "utf-8", questions, problems=reading.problems, bank=reading.bank)


def _refused(code: str, message: str, hint: str) -> Drafts:
    return Drafts("", problems=[Problem("error", None, None, None, "", message, hint, code)])


def _refused_for(flaws: list[Flaw]) -> Drafts:
    return Drafts("", problems=[_problem(flaw) for flaw in flaws])


def _problem(flaw: Flaw) -> Problem:
    return Problem(flaw.severity, flaw.line, flaw.column, None, "", flaw.message, flaw.hint, flaw.code)
