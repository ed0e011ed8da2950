"""QTI 1.2, as Canvas, Blackboard, Respondus and Common Cartridges have it: files, and packages with a manifest."""

import re
from xml.etree.ElementTree import Element

from webapp.exchange.contract import Drafts
from webapp.exchange.drafting import Drafting
from webapp.exchange.fixes import twice_words
from webapp.exchange.media import Files
from webapp.exchange.qti12_item import all_of, item_of, name_of, raw_of, texts_of
from webapp.exchange.qti12_kinds import Unplayable, draft_of, label_of
from webapp.exchange.xml_package import read_all

NAME = "qti12"
ROOT = "questestinterop"
_QUESTIONS = re.compile(r"\.(?:xml|qti|dat)$", re.IGNORECASE)
_RICHER = re.compile(r".*/|\.xml\.qti$")
_POORER = re.compile(r"(?P<folder>[^/]+)/assessment_qti\.xml$")


def read(data: bytes, files: Files | None = None) -> Drafts:
    """The questions of a file or a package, from its bytes. Never raises for what they hold."""
    found = Drafting(NAME, files)
    read_all(found, data, roots=(ROOT,), chosen=_chosen, use=lambda root, member: _file(found, root, member))
    if not found.drafts.questions and not found.drafts.kept and not found.drafts.errors:
        found.error("file.empty", "There is no question in this file.", "Export it again, with its questions.")
    return found.done()


def _chosen(names: list[str]) -> list[str]:
    """The files of questions; where a quiz stands twice, the one with all its fields."""
    names = [name for name in names if _QUESTIONS.search(name) and not name.endswith("manifest.xml")]
    richer = {_RICHER.sub("", name) for name in names if "non_cc_assessments/" in name}
    return [name for name in names if not ((poorer := _POORER.search(name)) and poorer["folder"] in richer)]


def _file(found: Drafting, root: Element, member: str) -> None:
    if name_of(root) == ROOT:
        _items(found, root)
    elif not member:
        message = f"The file begins with <{name_of(root)[:40]}>, and QTI 1.2 with <{ROOT}>."
        found.error("qti.root", message, "Export the questions, and not the settings of the course.")


def _items(found: Drafting, root: Element) -> None:
    topics = {id(item): title for item, title in _with_topics(root)}
    for element in all_of(root, "item"):
        item = item_of(element)
        raw_xml = raw_of(element)
        label = label_of(item)
        if item.ident and item.ident in found.known_ids:
            item.ident = f"{topics.get(id(element), '')}/{item.ident}"  # other files number anew
        try:
            draft = draft_of(found, item, topics.get(id(element), ""), raw_xml)
        except Unplayable as reason:
            sort = item.sort or "item"
            found.keep(sort, label, raw_xml, line=item.line, external_id=item.ident, why=str(reason))
            continue
        _warn_of_signs(found, element, label, item.line)
        found.question(draft)
    for draw in all_of(root, "sourcebank_ref"):
        bank = (draw.text or "").strip()
        message = f"Questions are drawn from the bank {bank[:60]}, which this file may not hold."
        found.warn("qti.bank", message, "Export that bank too, and bring it as well.", line=getattr(draw, "line", None))


def _warn_of_signs(found: Drafting, element: Element, label: str, line: int) -> None:
    """HTML that was encoded twice would be shown with its tags."""
    told = (twice_words(each.text) for each in texts_of(element) if each.format == "html")
    if words := next(filter(None, told), None):
        found.warn("qti.encoded_twice", *words, line=line, question=label)


def _with_topics(root: Element) -> list[tuple[Element, str]]:
    """Each item with the title of the assessment or bank around it."""
    found = []
    for holder in (each for name in ("objectbank", "assessment", "section") for each in all_of(root, name)):
        title = " ".join(holder.get("title", "").split())
        found += [(item, title) for item in all_of(holder, "item") if title]
    return found
