"""QTI 2.1, 2.2 and 3.0: items by themselves, and packages of them.

What has a fixed key becomes a question; what computes is kept as it is.
"""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, tostring

from webapp.exchange.contract import Drafts
from webapp.exchange.draft_texts import DraftTexts
from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.markup import Marked
from webapp.exchange.media import Files
from webapp.exchange.qti2_item import (
    Declaration,
    Item,
    all_of,
    attribute,
    choices_of,
    feedback_of,
    gap_mark,
    html_of,
    item_of,
    name_of,
)
from webapp.exchange.raw_content import number
from webapp.exchange.xml_package import read_all
from webapp.text.simplified import simplified

NAME = "qti2"
ROOTS = ("assessmentItem", "qti-assessment-item")
GAP = "_____"
_MARK = re.compile("\ufdd0(\\d+)\ufdd1")
_TRUTHS = {"true": True, "false": False}
Made = tuple[str, dict[str, Any]]


class Unplayable(Exception):
    """Why an item cannot be asked: it is kept as it is."""


def read(data: bytes, files: Files | None = None) -> Drafts:
    """The questions of an item or a package, from its bytes. Never raises for what they hold."""
    found = Drafting(NAME, files)
    read_all(found, data, roots=ROOTS, chosen=_chosen, use=lambda root, member: _file(found, root, member))
    if not found.drafts.questions and not found.drafts.kept and not found.drafts.errors:
        found.error("file.empty", "There is no question in this file.", "Export it again, with its items.")
    return found.done()


def _chosen(names: list[str]) -> list[str]:
    return [name for name in names if name.lower().endswith(".xml") and not name.endswith("imsmanifest.xml")]


def _file(found: Drafting, root: Element, member: str) -> None:
    if name_of(root) == "assessmentItem":
        _item(found, root, member)
    elif not member:
        message = f"The file begins with <{name_of(root)[:40]}>, and an item of QTI with <assessmentItem>."
        found.error("qti.root", message, "Bring the items, or the whole package.")


def _item(found: Drafting, root: Element, member: str) -> None:
    item = item_of(root)
    raw_xml = tostring(root, encoding="unicode")
    ident = f"{member}/{item.ident}" if item.ident in found.known_ids else item.ident
    label = shown(item.title or _plain(item.stem)) or item.ident
    texts = DraftTexts(found.files)
    try:
        kind, raw = _kind(item, texts)
    except Unplayable as reason:
        sort = name_of(item.interactions[0]) if item.interactions else "item"
        found.keep(sort, label, raw_xml, line=item.line, external_id=ident, why=str(reason))
        return
    texts.put(raw, "explanation", Marked("<br>".join(each.text for each in item.feedback[:1]), "html"))
    draft = Draft(kind, raw, item.line, external_id=ident, title=item.title, extras={"qti": raw_xml})
    texts.settle(found, draft)
    if item.has_own_scoring:
        message = "It has rules of its own for marking; the key and the points of its answers were taken."
        found.inform("qti.scoring", message, line=item.line, question=label)
    found.question(draft)


def _kind(item: Item, texts: DraftTexts) -> Made:
    if item.is_changing:
        raise Unplayable("It changes while it is answered, or is computed.")
    if not item.interactions:
        raise Unplayable("It has nothing to answer.")
    sorts = {name_of(each) for each in item.interactions}
    if sorts <= {"textEntryInteraction", "inlineChoiceInteraction"} and (
        len(item.interactions) > 1 or "inlineChoiceInteraction" in sorts
    ):
        return _cloze(item, texts)
    if len(item.interactions) > 1:
        raise Unplayable("It has several parts of different sorts.")
    [interaction] = item.interactions
    reader = _READERS.get(name_of(interaction))
    if reader is None:
        raise Unplayable(_WHY.get(name_of(interaction), f"“{name_of(interaction)}” cannot be asked here."))
    key = item.declarations.get(attribute(interaction, "responseIdentifier"))
    if key is None or not (key.correct or any(points > 0 for points in key.mapped.values())):
        raise Unplayable("No answer is marked as right.")
    return reader(item, interaction, key, texts)


def _stem(item: Item, *, gap: str = "") -> Marked:
    text = _MARK.sub(gap, item.stem.text)
    return Marked(f"{item.passage.text}{text}", "html")


def _choice(item: Item, interaction: Element, key: Declaration, texts: DraftTexts) -> Made:
    choices = choices_of(interaction, "simpleChoice")
    raw: dict[str, Any] = {}
    texts.put(raw, "prompt", _stem(item))
    sides = {ident: _TRUTHS.get(_plain(Marked(html_of(each), "html")).lower()) for ident, each in choices.items()}
    rights = set(key.correct) or {ident for ident, points in key.mapped.items() if points > 0}
    if len(sides) == 2 and set(sides.values()) == {True, False} and len(rights) == 1:
        raw["answer"] = "true" if sides.get(next(iter(rights))) else "false"
        for ident, side in sides.items():
            texts.put(raw, "why_true" if side else "why_false", feedback_of(choices[ident]))
        return "true_false", raw
    is_multiple = key.cardinality == "multiple" and attribute(interaction, "maxChoices") != "1"
    shares = _shares(key, is_multiple=is_multiple)
    options = []
    for ident, choice in choices.items():
        option: dict[str, Any] = {"right": "yes" if ident in rights else "no"}
        if ident in shares and (is_multiple or ident not in rights):
            option["weight"] = number(shares[ident])
        texts.put(option, "text", Marked(html_of(choice), "html"))
        texts.put(option, "why", feedback_of(choice))
        options.append(option)
    raw["options"] = options
    if attribute(interaction, "shuffle") != "true":
        raw["shuffle"] = "no"
    if not is_multiple and len(rights) > 1:
        raw["any_right"] = "yes"
    return ("multi_choice" if is_multiple else "choice"), raw


def _shares(key: Declaration, *, is_multiple: bool) -> dict[str, float]:
    """Weights of options from their points, where those tell more than right and wrong."""
    best = sum(points for points in key.mapped.values() if points > 0) if is_multiple else 0.0
    best = best or max(key.mapped.values(), default=0.0)
    if best <= 0:
        return {}
    found = {ident: max(-1.0, min(1.0, points / best)) for ident, points in key.mapped.items()}
    fits = all((found.get(ident, 0.0) > 0) == (ident in key.correct) for ident in found) if key.correct else True
    return found if fits or not is_multiple else {}


def _text_entry(item: Item, interaction: Element, key: Declaration, texts: DraftTexts) -> Made:
    raw: dict[str, Any] = {}
    text = _MARK.sub("", item.stem.text)
    is_last = not _plain(Marked(item.stem.text.rpartition("\ufdd1")[2], "html")).strip(" .?!")
    texts.put(raw, "prompt", Marked(f"{item.passage.text}{text}", "html") if is_last else _stem(item, gap=GAP))
    if key.base in ("float", "integer"):
        raw["answer"] = key.correct[0] if key.correct else max(key.mapped, key=lambda each: key.mapped[each])
        return "numeric", raw
    raw["accept"] = _accepted(key)
    return "short_answer", raw


def _accepted(key: Declaration) -> list[dict[str, str]]:
    best = max(key.mapped.values(), default=0.0)
    found = dict.fromkeys(key.correct, 1.0)
    for text, points in key.mapped.items():
        if points > 0 and best > 0:
            found[text] = max(found.get(text, 0.0), points / best)
    return [{"text": text, "weight": number(weight)} for text, weight in found.items()]


def _order(item: Item, interaction: Element, key: Declaration, texts: DraftTexts) -> Made:
    choices = choices_of(interaction, "simpleChoice")
    if set(key.correct) != set(choices) or len(key.correct) != len(choices):
        raise Unplayable("Its right order does not name each part once.")
    raw: dict[str, Any] = {}
    texts.put(raw, "prompt", _stem(item))
    items: list[Any] = []
    for ident in key.correct:
        items.append("")
        texts.put(items, len(items) - 1, Marked(html_of(choices[ident]), "html"))
    raw["items"] = items
    return "ordering", raw


def _match(item: Item, interaction: Element, key: Declaration, texts: DraftTexts) -> Made:
    sets = list(all_of(interaction, "simpleMatchSet"))
    if len(sets) != 2:
        raise Unplayable("It has no two sides.")
    lefts, rights = (choices_of(each, "simpleAssociableChoice") for each in sets)
    keys = key.correct or [each for each, points in key.mapped.items() if points > 0]
    paired = [(each.partition(" ")[0], each.partition(" ")[2]) for each in keys if " " in each]
    is_known = all(left in lefts and right in rights for left, right in paired)
    if not paired or not is_known or len({left for left, _right in paired}) != len(paired):
        raise Unplayable("A part of it belongs to several others.")
    raw: dict[str, Any] = {}
    texts.put(raw, "prompt", _stem(item))
    pairs = []
    for left, right in paired:
        pair: dict[str, Any] = {}
        texts.put(pair, "left", Marked(html_of(lefts[left]), "html"))
        texts.put(pair, "right", Marked(html_of(rights[right]), "html"))
        pairs.append(pair)
    raw["pairs"] = pairs
    extra: list[Any] = []
    for ident in rights.keys() - {pair[1] for pair in paired}:
        extra.append("")
        texts.put(extra, len(extra) - 1, Marked(html_of(rights[ident]), "html"))
    return "matching", raw | ({"extra": extra} if extra else {})


def _cloze(item: Item, texts: DraftTexts) -> Made:
    gaps: list[dict[str, Any]] = []
    raw: dict[str, Any] = {"gaps": gaps}
    stem = texts.above(raw, Marked(f"{item.passage.text}{item.stem.text}", "html"))
    text = _plain(stem, keep_lines=True)
    text = re.sub(r"\{(\d{1,3})\}", r"(\1)", text)
    for place, interaction in enumerate(item.interactions, 1):
        key = item.declarations.get(attribute(interaction, "responseIdentifier"))
        if key is None or not (key.correct or key.mapped):
            raise Unplayable("A gap of it has no right answer.")
        choices = choices_of(interaction, "inlineChoice")
        labels = {ident: _plain(Marked(html_of(each), "html")) for ident, each in choices.items()}
        accept = [{**each, "text": labels.get(each["text"], each["text"])} for each in _accepted(key)]
        gap: dict[str, Any] = {"accept": accept}
        if len(set(labels.values())) > 1:
            gap["options"] = list(dict.fromkeys(labels.values()))
        gaps.append(gap)
        text = text.replace(gap_mark(place), f"{{{place}}}")
    texts.put(raw, "text", Marked(text, "plain"))
    return "cloze", raw


def _plain(marked: Marked, *, keep_lines: bool = False) -> str:
    simple = simplified(marked.text)
    text = simple.plain if simple.plain is not None else re.sub(r"<[^>]*>", "", simple.html)
    return text.strip() if keep_lines else " ".join(text.split())


_READERS: dict[str, Callable[[Item, Element, Declaration, DraftTexts], Made]] = {
    "choiceInteraction": _choice,
    "textEntryInteraction": _text_entry,
    "orderInteraction": _order,
    "matchInteraction": _match,
}
_WHY = {
    "extendedTextInteraction": "An essay has no answer that could be marked.",
    "uploadInteraction": "A file that is handed in cannot be marked.",
    "drawingInteraction": "A drawing cannot be marked.",
}
