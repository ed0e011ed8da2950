"""Files that hold no questions for us: what they are, by what is in them, and what to export in their place."""

import re

# By their first bytes: what it is, and what to do.
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "Export the questions as GIFT, Aiken or a table; a PDF holds pages and no questions."),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "Save it as plain text (.txt), encoding UTF-8."),
    (b"{\\rtf", "a document with formats (RTF)", "Save it as plain text, encoding UTF-8."),
    (b"\x1f\x8b", "a packed file", "Unpack it. From Moodle, export the question bank as Moodle XML and no backup."),
    (b"7z\xbc\xaf\x27\x1c", "an archive of 7-Zip", "Unpack it, and pack it as ZIP."),
    (b"Rar!\x1a\x07", "an archive of RAR", "Unpack it, and pack it as ZIP."),
    (b"\xfd7zXZ\x00", "a packed file", "Unpack it."),
    (b"BZh", "a packed file", "Unpack it."),
    (b"MZ", "a program", "Upload the questions, as GIFT, Aiken or a table."),
    (b"\x7fELF", "a program", "Upload the questions, as GIFT, Aiken or a table."),
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_SOUNDS = (b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3")
# By a name in the archive, or the beginning of one.
_ARCHIVES: tuple[tuple[str, str, str], ...] = (
    ("moodle_backup.xml", "a backup of a Moodle course", "In Moodle export the question bank as Moodle XML."),
    ("word/", "a Word document", "Save it as plain text (.txt), encoding UTF-8."),
    ("ppt/", "a presentation of PowerPoint", "Copy the questions into a table."),
    ("xl/", "a workbook without its sheets", "Open it in its program and save it again."),
    ("Index/Document.iwa", "a document of Pages, Numbers or Keynote", "Export it as plain text, XLSX or CSV."),
    ("META-INF/container.xml", "an electronic book (EPUB)", "Copy the questions into a table."),
    ("content.xml", "a document of LibreOffice", "Save it as plain text, encoding UTF-8."),
)
_XML: dict[str, tuple[str, str]] = {
    "html": ("a web page", "Copy the questions into a table."),
    "svg": ("a drawing", "Upload the questions; pictures come with them."),
    "pool": ("a pool of Blackboard", "In Blackboard export it as a QTI 2.1 package."),
    "examview": ("a file of ExamView", "In ExamView export it for Blackboard or as QTI."),
    "moodle_backup": ("a backup of a Moodle course", "In Moodle export the question bank as Moodle XML."),
    "manifest": ("the list of a package", "Upload the whole package."),
    "assessmenttest": ("a test of QTI without its items", "Upload the whole package."),
    "qti-assessment-test": ("a test of QTI without its items", "Upload the whole package."),
    "opml": ("an outline", "Copy the questions into a table."),
    "rss": ("a feed", "Copy the questions into a table."),
}
_WEBCT = re.compile(r"^:TYPE:\w", re.MULTILINE)
_BRACES = re.compile(r"\{[^{}]{0,20}")
_EMBEDDED = re.compile(r"\{\d*:[A-Z_]{2,16}:")
_JSON = re.compile(r"\s*(?:\{\s*\"|\[\s*[\[{\"])")
Foreign = tuple[str, str]  # what it is, and what to do


def by_signature(data: bytes) -> Foreign | None:
    for signature, what, hint in _SIGNATURES:
        if data.startswith(signature):
            return what, hint
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP" or data[4:12] in (b"ftypheic", b"ftypavif"):
        return "a picture", "Upload the questions; pictures come with them."
    if data.startswith(_SOUNDS) or data[4:8] == b"ftyp" or data[8:12] in (b"WAVE", b"AVI "):
        return "a sound or a film", "Upload the questions, as GIFT, Aiken or a table."
    return None


def by_names(names: list[str]) -> Foreign | None:
    """Of an archive that is a document of another program."""
    for part, what, hint in _ARCHIVES:
        if any(name.startswith(part) if part.endswith("/") else name == part for name in names):
            return what, hint
    return None


def by_root(root: str) -> Foreign | None:
    return _XML.get(root.lower())


def by_text(text: str) -> Foreign | None:
    if _WEBCT.search(text):
        return "a file of WebCT", "In the course export the questions as a QTI package."
    marks = _BRACES.findall(text)
    if marks and all(_EMBEDDED.match(mark) for mark in marks):
        return "a text of Moodle with answers inside of it", "Bring it to Moodle, and export it as Moodle XML."
    if _JSON.match(text):
        return "data of a program (JSON)", "Export the questions as GIFT, Aiken or a table."
    return None
