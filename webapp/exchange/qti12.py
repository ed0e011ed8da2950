"""QTI 1.2, as Canvas, Blackboard, Respondus and Common Cartridges have it: files, and packages with a manifest."""

import io
import re
import zipfile
from xml.etree.ElementTree import Element, tostring

from webapp.exchange.contract import Drafts
from webapp.exchange.drafting import Drafting
from webapp.exchange.qti12_item import all_of, item_of, name_of
from webapp.exchange.qti12_kinds import Unplayable, draft_of, label_of
from webapp.exchange.safe_xml import read_xml
from webapp.exchange.safe_zip import unsafe

NAME = "qti12"
ROOT = "questestinterop"
_QUESTIONS = re.compile(r"\.(?:xml|qti|dat)$", re.IGNORECASE)
_POORER = re.compile(r"(?P<folder>[^/]+)/assessment_qti\.xml$")


def read(data: bytes) -> Drafts:
    """The questions of a file or a package, from its bytes. Never raises for what they hold."""
    found = Drafting(NAME)
    if data.startswith(b"PK\x03\x04"):
        _package(found, data)
    else:
        _file(found, data, "")
    if not found.drafts.questions and not found.drafts.kept and not found.drafts.problems:
        found.error("file.empty", "There is no question in this file.", "Export it again, with its questions.")
    return found.done()


def _package(found: Drafting, data: bytes) -> None:
    flaw = unsafe(data)
    if flaw:
        found.flaw(flaw)
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if _QUESTIONS.search(name) and not name.endswith("manifest.xml")]
        for name in names:
            poorer = _POORER.search(name)
            if poorer and any(f"non_cc_assessments/{poorer['folder']}" in other for other in names):
                continue  # the same quiz stands there with all its fields
            content = archive.read(name)
            if ROOT.encode() in content[:20_000].replace(b"\x00", b""):
                _file(found, content, name)


def _file(found: Drafting, data: bytes, member: str) -> None:
    before = len(found.drafts.problems)
    xml = read_xml(data)
    for flaw in xml.flaws:
        found.flaw(flaw)
    if xml.root is not None:
        if name_of(xml.root) == ROOT:
            _items(found, xml.root)
        elif not member:
            message = f"The file begins with <{name_of(xml.root)[:40]}>, and QTI 1.2 with <{ROOT}>."
            found.error("qti.root", message, "Export the questions, and not the settings of the course.")
    for problem in found.drafts.problems[before:]:
        problem.member = member


def _items(found: Drafting, root: Element) -> None:
    topics = {id(item): title for item, title in _with_topics(root)}
    for element in all_of(root, "item"):
        item = item_of(element)
        raw_xml = tostring(element, encoding="unicode")
        label = label_of(item)
        if item.ident and item.ident in found.known_ids:
            item.ident = f"{topics.get(id(element), '')}/{item.ident}"  # other files number anew
        try:
            draft = draft_of(found, item, topics.get(id(element), ""), raw_xml)
        except Unplayable as reason:
            sort = item.sort or "item"
            found.keep(sort, label, raw_xml, line=item.line, external_id=item.ident, why=str(reason))
            continue
        found.question(draft)
    for draw in all_of(root, "sourcebank_ref"):
        bank = (draw.text or "").strip()
        message = f"Questions are drawn from the bank {bank[:60]}, which this file may not hold."
        found.warn("qti.bank", message, "Export that bank too, and bring it as well.", line=getattr(draw, "line", None))


def _with_topics(root: Element) -> list[tuple[Element, str]]:
    """Each item with the title of the assessment or bank around it."""
    found = []
    for holder in (each for name in ("objectbank", "assessment", "section") for each in all_of(root, name)):
        title = " ".join(holder.get("title", "").split())
        found += [(item, title) for item in all_of(holder, "item") if title]
    return found
