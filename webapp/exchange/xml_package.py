"""Files of XML, by themselves or in a package: each read safely, and what is wrong said with the name of its file."""

import io
import zipfile
from collections.abc import Callable
from xml.etree.ElementTree import Element

from webapp.exchange.drafting import Drafting
from webapp.exchange.safe_xml import read_xml
from webapp.exchange.safe_zip import unsafe

BEGINNING = 20_000  # bytes in which the name of the root stands
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
        for name in chosen(archive.namelist()):
            content = archive.read(name)
            begin = content[:BEGINNING].replace(b"\x00", b"")
            if any(root.encode() in begin for root in roots):
                _read(found, content, name, use)


def _read(found: Drafting, data: bytes, member: str, use: Use) -> None:
    before = len(found.drafts.problems)
    root = root_of(found, data)
    if root is not None:
        use(root, member)
    found.trust()
    for problem in found.drafts.problems[before:]:
        problem.member = member
