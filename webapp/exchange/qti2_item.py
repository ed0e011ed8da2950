"""One item of QTI 2.1, 2.2 or 3.0 taken apart. 3.0 says the same in other letters: `qti-choice-interaction` is
`choiceInteraction`, `max-choices` is `maxChoices`; a rule for names serves all three.

Source: IMS / 1EdTech QTI Assessment Test, Section and Item information models 2.1, 2.2 and 3.0.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element

from webapp.exchange.markup import Marked
from webapp.exchange.media import is_media_name
from webapp.exchange.safe_xml import line_of

_HYPHEN = re.compile(r"-([a-z])")
_GAP = "\ufdd0{}\ufdd1"  # noncharacters: no text has them
# What stands in the body and is no part of the question's own text.
_SILENT = {
    "rubricBlock", "feedbackBlock", "feedbackInline", "templateBlock", "templateInline", "stylesheet", "catalogInfo",
}  # fmt: skip
_VOID = {"br", "hr", "img"}


@dataclass(slots=True)
class Declaration:
    """The key of one response; `mapped` are the points of single answers."""

    cardinality: str
    base: str
    correct: list[str]
    mapped: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Item:
    ident: str
    title: str
    line: int
    passage: Marked  # rubrics and stimuli, which stand before the question
    stem: Marked  # with a mark where each interaction stands: `gap_mark`
    interactions: list[Element]
    declarations: dict[str, Declaration]
    feedback: list[Marked]
    is_changing: bool  # adaptive, or made from a template
    has_own_scoring: bool


def name_of(element: Element) -> str:
    """The name as version 2 has it."""
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    return _camel(name.removeprefix("qti-")) if "-" in name else name


def attribute(element: Element, name: str) -> str:
    """An attribute by its name of version 2."""
    hyphened = re.sub(r"([A-Z])", lambda found: "-" + found[1].lower(), name)
    return (element.get(name) or element.get(hyphened) or "").strip()


def _camel(name: str) -> str:
    return _HYPHEN.sub(lambda found: found[1].upper(), name)


def all_of(element: Element, *names: str) -> Iterator[Element]:
    return (each for each in element.iter() if name_of(each) in names)


def gap_mark(number: int) -> str:
    return _GAP.format(number)


def item_of(root: Element) -> Item:
    body = next(all_of(root, "itemBody"), None)
    interactions = [] if body is None else [each for each in body.iter() if _is_interaction(each)]
    numbers = {id(each): number for number, each in enumerate(interactions, 1)}
    rubrics = [] if body is None else list(all_of(body, "rubricBlock", "stimulusBody"))
    processing = next(all_of(root, "responseProcessing"), None)
    keys = {attribute(each, "identifier"): _declaration(each) for each in all_of(root, "responseDeclaration")}
    has_template = next(all_of(root, "templateDeclaration"), None) is not None
    return Item(
        ident=attribute(root, "identifier"),
        title=" ".join(attribute(root, "title").split()),
        line=line_of(root),
        passage=Marked("".join(html_of(each) for each in rubrics), "html"),
        stem=Marked("" if body is None else html_of(body, numbers), "html"),
        interactions=interactions,
        declarations=keys,
        feedback=[Marked(html_of(each), "html") for each in all_of(root, "modalFeedback")],
        is_changing=attribute(root, "adaptive") == "true" or has_template,
        has_own_scoring=processing is not None and not attribute(processing, "template") and len(processing) > 0,
    )


def _is_interaction(element: Element) -> bool:
    name = name_of(element)
    return name.endswith("Interaction") and name != "endAttemptInteraction"


def _declaration(element: Element) -> Declaration:
    correct = next(all_of(element, "correctResponse"), None)
    values = [] if correct is None else [" ".join((each.text or "").split()) for each in all_of(correct, "value")]
    mapped = {}
    for entry in all_of(element, "mapEntry"):
        try:
            mapped[attribute(entry, "mapKey")] = float(attribute(entry, "mappedValue"))
        except ValueError:
            continue
    return Declaration(
        attribute(element, "cardinality"), attribute(element, "baseType"), [each for each in values if each], mapped
    )


def html_of(element: Element, numbers: dict[int, int] | None = None) -> str:
    """The inside of an element as HTML; interactions become their marks, feedback and rubrics are left out."""
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        parts += [_child(child, numbers or {}), escape(child.tail or "", quote=False)]
    return "".join(parts)


def _child(child: Element, numbers: dict[int, int]) -> str:
    name = name_of(child)
    if id(child) in numbers:
        prompt = next(all_of(child, "prompt"), None)
        before = "" if prompt is None else f"<p>{html_of(prompt)}</p>"
        return f"{before}{gap_mark(numbers[id(child)])}"
    if not name or name in _SILENT or name == "endAttemptInteraction":
        return ""
    if name in ("prompt", "simpleChoice", "contentBody", "itemBody"):
        return html_of(child, numbers)
    attributes = "".join(
        f' {key}="{escape(child.get(key) or "")}"' for key in ("src", "alt", "href", "data") if child.get(key)
    )
    if name == "object" and (made := _object(child)):
        return made
    if name in _VOID:
        return f"<{name}{attributes}>"
    return f"<{name}{attributes}>{html_of(child, numbers)}</{name}>"


def _object(element: Element) -> str:
    """A picture or a sound that stands there as an object; "" for another."""
    sort, source = element.get("type", ""), escape(element.get("data", ""))
    if sort.startswith("audio/"):
        return f'<audio src="{source}"></audio>'
    is_picture = sort.startswith("image/") or (not sort and is_media_name(element.get("data", "")))
    described = escape(" ".join("".join(element.itertext()).split()))
    return f'<img src="{source}" alt="{described}">' if is_picture else ""


def choices_of(interaction: Element, *names: str) -> dict[str, Element]:
    return {attribute(each, "identifier"): each for each in all_of(interaction, *names)}


def feedback_of(choice: Element) -> Marked:
    found = [html_of(each) for each in all_of(choice, "feedbackInline", "feedbackBlock")]
    return Marked(" ".join(found), "html") if found else Marked("")
