"""Files of XML, by themselves or in a package: each read safely, and what is wrong said with the name of its file."""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from webapp.exchange.drafting import Drafting, shown
from webapp.exchange.lined import line_of
from webapp.exchange.media import is_media_name, unpacked
from webapp.exchange.safe_xml import read_xml
from webapp.exchange.safe_zip import unsafe

BEGINNING = 20_000  # bytes in which the name of the root stands
_AGAIN = "Make the package again with the program that the questions come from."
_OF_QUESTIONS = re.compile(r"imsqti|assessment|question", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)  # an address of the web, which is never fetched
Use = Callable[[Element, str], None]  # root and member, "" for a file by itself


def root_of(found: Drafting, data: bytes) -> Element | None:
    """The first element of a file; what is wrong with the file is told. Questions of a broken one get a mark."""
    xml = read_xml(data)
    for flaw in xml.flaws:
        found.flaw(flaw)
    if xml.is_recovered:
        found.doubt()
    return xml.root


def read_all(
    found: Drafting, data: bytes, *, roots: tuple[str, ...], chosen: Callable[[list[str]], list[str]], use: Use
) -> None:
    """Hand over the root of a file, or of each chosen member of a package that mentions one of these roots at its
    beginning."""
    if not data.startswith(b"PK\x03\x04"):
        _read(found, data, "", use)
        return
    flaw = unsafe(data)
    if flaw:
        found.flaw(flaw)
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        media = [name for name in archive.namelist() if is_media_name(name)]
        found.files = found.files.within(media, lambda name: unpacked(archive, name))
        for manifest in [name for name in archive.namelist() if name.endswith("imsmanifest.xml")][:1]:
            if not _holds_what_it_lists(found, manifest, archive.read(manifest), set(archive.namelist())):
                return
        for name in chosen(archive.namelist()):
            content = archive.read(name)
            begin = content[:BEGINNING].replace(b"\x00", b"")
            if any(root.encode() in begin for root in roots):
                found.files.folder = posixpath.dirname(name)
                _read(found, content, name, use)


def _holds_what_it_lists(found: Drafting, manifest: str, data: bytes, names: set[str]) -> bool:
    """Name the files of questions that are on the list of the package and not in it. False where the list leads out of
    the package."""
    root = read_xml(data).root
    resources = (
        [each for each in root.iter() if str(each.tag).rpartition("}")[2] == "resource"] if root is not None else []
    )
    folder = PurePosixPath(manifest).parent
    for resource in resources:
        files = [resource, *(each for each in resource if str(each.tag).rpartition("}")[2] == "file")]
        for href in dict.fromkeys(unquote(each.get("href", "")).strip() for each in files):
            path = posixpath.normpath(folder / href)
            if path.startswith(("..", "/")) or "\\" in href:
                message = f"The list of the package leads out of it: {shown(href)}."
                found.error("package.href", message, _AGAIN, line=line_of(resource))
                return False
            is_here = not href or path in names or _ELSEWHERE.match(href) or path.partition("?")[0] in names
            if not is_here and _OF_QUESTIONS.search(resource.get("type", "")) and href.lower().endswith(".xml"):
                message = f"The file {shown(href)} is on the list of the package and not in it."
                found.error("package.missing", message, _AGAIN, line=line_of(resource))
    return True


def _read(found: Drafting, data: bytes, member: str, use: Use) -> None:
    before = len(found.drafts.problems)
    root = root_of(found, data)
    if root is not None:
        use(root, member)
    found.trust()
    for problem in found.drafts.problems[before:]:
        problem.member = member
