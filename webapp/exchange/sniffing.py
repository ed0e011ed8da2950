"""Which format a file has, by what is in it; its name is only a hint.

What cannot be read here is refused by name, with what to export in its place. An archive that is no package of a
program is read file by file (`folder.py`).
"""

import re
from collections.abc import Callable, Mapping

from webapp.exchange import apkg, delimited, folder, foreign, h5p, moodle_xml, qti2, qti12, sheets
from webapp.exchange.bankfile import read_bank
from webapp.exchange.contract import Drafts, Problem
from webapp.exchange.decoding import decoded
from webapp.exchange.flaws import Flaw
from webapp.exchange.media import Files
from webapp.exchange.media_of_banks import with_pictures
from webapp.exchange.registry import FORMATS
from webapp.exchange.safe_zip import member_of, names_in

BANK = "bank"
MOST_BYTES = 32 * 1024 * 1024
MOST_MANIFEST = 8 * 1024 * 1024
_BANK_FILE = re.compile(r"^(?:bank|questions):", re.MULTILINE)
_XML_ROOT = re.compile(r"<(?![?!])([A-Za-z_][\w.:-]*)")
_NEWER_QTI = re.compile(rb"imsqti_(?:item|test)_xmlv[23]|imsqtiasi_v[23]|imsqti_v[23]")
_PACKED = ("Moodle XML", "QTI", "Anki package (.apkg)", "H5P", "workbook (XLSX, XLS, ODS)")
_OTHERS = ", ".join([*_PACKED, *(each.title for each in FORMATS.values())])


def read_file(data: bytes, name: str, *, format: str = "", companions: Mapping[str, bytes] | None = None) -> Drafts:
    """The questions of a file of any format. `name` is for display; `format` overrules what the file looks like;
    `companions` are pictures and sounds that were brought beside it, by their names. Never raises for what a file
    holds."""
    drafts = _read(data, name, format, Files(companions=companions))
    if not (drafts.questions or drafts.kept or drafts.problems):
        hint = "Export it again, with its questions."
        drafts.problems = _refused("file.empty", "There is no question in this file.", hint).problems
    drafts.name = name
    return drafts


def _read(data: bytes, name: str, format: str, files: Files) -> Drafts:
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1024 / 1024:.1f}"
        return _refused("file.size", f"This file has {size} MB; the most is 32 MB.", "Split it into several files.")
    if not data.strip():
        return _refused("file.empty", "This file is empty.", "Was it saved? Upload it again.")
    names = names_in(data)
    reader = _READERS_OF_BYTES.get(format or _format_of_bytes(data, names))
    if reader is not None:
        return reader(data, files)
    if names is not None and foreign.by_names(names) is None:
        return folder.read(data, lambda content, member, inner: _read(content, member, format, inner), files)
    return _other(data, name, format, names, files)


def _other(data: bytes, name: str, format: str, names: list[str] | None, files: Files) -> Drafts:
    what = foreign.by_signature(data) or foreign.by_names(names or [])
    if names is None and data.startswith(b"PK\x03\x04"):
        what = "a damaged archive", "Pack or download it again."
    if what:
        return _refused("file.foreign", f"This is {what[0]}, which cannot be read here.", what[1])
    file = decoded(data)
    if file.text is None:
        return Drafts("", problems=[_problem(flaw) for flaw in file.flaws])
    if format == BANK or (not format and _BANK_FILE.search(file.text) and "questions:" in file.text):
        return bank_file(data, name, files)
    drafts = _text(file.text, format, files)
    drafts.encoding = file.encoding
    drafts.problems[:0] = [_problem(flaw) for flaw in file.flaws]
    return drafts


def package_format(data: bytes) -> str:
    """The format of a package, a workbook or XML of questions; "" for plain texts, pictures and other archives."""
    found = _format_of_bytes(data, names_in(data))
    return found if found in _READERS_OF_BYTES else ""


_READERS_OF_BYTES: dict[str, Callable[[bytes, Files], Drafts]] = {
    apkg.NAME: apkg.read,
    h5p.NAME: h5p.read,
    moodle_xml.NAME: moodle_xml.read,
    qti12.NAME: qti12.read,
    qti2.NAME: qti2.read,
    sheets.NAME: sheets.read,
}


def _format_of_bytes(data: bytes, names: list[str] | None) -> str:
    """The format of what is no plain text: by the first bytes, the root of XML, the names in an archive."""
    if names is not None:
        return _format_of_archive(data, names)
    root = _xml_root(data)
    by_root = {qti12.ROOT: qti12.NAME, "quiz": moodle_xml.NAME, **{each.lower(): qti2.NAME for each in qti2.ROOTS}}
    if root in by_root:
        return by_root[root]
    if data.startswith(b"SQLite format 3\x00"):
        return apkg.NAME
    if data.startswith(b"\xd0\xcf\x11\xe0") and any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return sheets.NAME
    return ""


def _format_of_archive(data: bytes, names: list[str]) -> str:
    if any(name.startswith("collection.anki") for name in names):
        return apkg.NAME
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return sheets.NAME
    if b"opendocument.spreadsheet" in (member_of(data, "mimetype", 200) or b""):
        return sheets.NAME
    manifest = next((name for name in names if name.endswith("imsmanifest.xml")), "")
    if manifest:
        said = member_of(data, manifest, MOST_MANIFEST) or b""
        return qti2.NAME if _NEWER_QTI.search(said) and b"imsqti_xmlv1p" not in said else qti12.NAME
    return h5p.NAME if h5p.HEAD in names else ""


def _xml_root(data: bytes) -> str:
    """The name of the first element, in small letters; "" for what is no XML."""
    begin = data[:20_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    found = _XML_ROOT.search(begin.decode("latin-1")) if begin.startswith(b"<") else None
    return found[1].rpartition(":")[2].lower() if found else ""


def _text(text: str, format: str, files: Files) -> Drafts:
    if format in FORMATS:
        return FORMATS[format].read(text, files=files)
    root = _XML_ROOT.search(text) if text.lstrip().startswith("<") else None
    what = foreign.by_root(root[1]) if root else foreign.by_text(text)
    if root and what is None:
        what = f"XML of another program (<{root[1][:40]}>)", f"Formats here: {_OTHERS}."
    if what:
        return _refused("file.foreign", f"This is {what[0]}, which cannot be read here yet.", what[1])
    if text.startswith("#separator:") or delimited.has_header(text):
        return FORMATS["delimited"].read(text, files=files)
    for each in FORMATS.values():
        if each.looks_like(text):
            return each.read(text, files=files)
    hint = f"Formats here: our bank file, {_OTHERS}. Choose one if it is one of them."
    return _refused("file.unknown", "No questions were recognised in this file.", hint)


def bank_file(data: bytes, name: str, files: Files) -> Drafts:
    """A bank file of our own, with what lies beside it. Never raises for what it holds."""
    reading = read_bank(data, name)
    questions = list(reading.bank.questions) if reading.bank else []
    drafts = Drafts(BANK, "utf-8", questions, problems=reading.problems, bank=reading.bank)
    return with_pictures(drafts, files)


def _refused(code: str, message: str, hint: str) -> Drafts:
    return Drafts("", problems=[Problem("error", None, None, None, "", message, hint, code)])


def _problem(flaw: Flaw) -> Problem:
    return Problem(flaw.severity, flaw.line, flaw.column, None, "", flaw.message, flaw.hint, flaw.code)
