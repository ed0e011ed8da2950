"""One item of QTI 1.2 taken apart: its stem, its responses, which answers score, and the feedback of each.

Source: IMS Question & Test Interoperability 1.2 (ASI), and what Canvas, Blackboard and Respondus write of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element, tostring

from webapp.exchange.markup import Marked
from webapp.exchange.safe_xml import line_of
from webapp.text.simplified import looks_like_html

# A formula as a picture: its LaTeX stands in an attribute. The class and other attributes may stand on either side.
_EQUATION = re.compile(r'<img\b[^<>]{0,2000}?\sdata-equation-content="([^"<>]{1,1000})"[^<>]{0,2000}>', re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_NAMESPACE = re.compile(r"(?:(?<=<)|(?<=</))[\w-]+:|\sxmlns(?::[\w-]+)?=\"[^\"]*\"")
_MEDIA = {
    "matimage": '<img src="{}" alt="{}">',
    "mataudio": '<audio src="{}"></audio>',
    "matvideo": '<video src="{}"></video>',
}
_BYTES = re.compile(r"(<(?:[\w-]+:)?mat(?:image|audio|video)\b[^<>]*>)[^<]{200,}(</)")
_RESPONSES = {"response_lid", "response_str", "response_num", "response_xy", "response_grp"}


@dataclass(slots=True)
class Response:
    """`labels` are the options by their ident; `name` is what stands before them (the left side of a pair)."""

    ident: str
    sort: str
    cardinality: str
    name: Marked
    labels: dict[str, Marked] = field(default_factory=dict)
    is_typed: bool = False
    is_number: bool = False


@dataclass(slots=True)
class Condition:
    """What must be answered for a score or a feedback. `equals` and `unequal` are pairs of response and value."""

    equals: list[tuple[str, str]] = field(default_factory=list)
    unequal: list[tuple[str, str]] = field(default_factory=list)
    bounds: list[tuple[str, str, str]] = field(default_factory=list)  # response, "gte" …, number
    is_other: bool = False
    score: float | None = None
    is_added: bool = False
    feedback: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Item:
    ident: str
    title: str
    line: int
    sort: str  # as its program calls it, "" where it does not say
    points: str
    stem: list[Marked]
    responses: list[Response]
    conditions: list[Condition]
    feedback: dict[str, Marked]
    largest: float  # the score of the full mark


def name_of(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def all_of(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element.iter() if name_of(each) == name)


def first_of(element: Element, name: str) -> Element | None:
    return next(all_of(element, name), None)


def metadata_of(element: Element) -> dict[str, str]:
    """The fields of qtimetadata below it, by their labels."""
    found = {}
    for each in all_of(element, "qtimetadatafield"):
        label, entry = first_of(each, "fieldlabel"), first_of(each, "fieldentry")
        if label is not None and entry is not None:
            found[(label.text or "").strip()] = (entry.text or "").strip()
    return found


def item_of(element: Element) -> Item:
    said = metadata_of(element)
    presentation = first_of(element, "presentation")
    stem, responses = ([], []) if presentation is None else _presented(presentation)
    conditions = [_condition(each) for each in all_of(element, "respcondition")]
    largest = max((_number(each.get("maxvalue", "")) for each in all_of(element, "decvar")), default=0.0)
    scores = [each.score for each in conditions if each.score is not None and each.score > 0]
    total = sum(scores) if any(each.is_added for each in conditions) else max(scores, default=0.0)
    return Item(
        ident=element.get("ident", "").strip(),
        title=" ".join(element.get("title", "").split()),
        line=line_of(element),
        sort=said.get("question_type", "") or said.get("cc_profile", "") or _blackboard(element),
        points=said.get("points_possible", ""),
        stem=stem,
        responses=responses,
        conditions=conditions,
        feedback={each.get("ident", ""): joined(list(texts_of(each))) for each in all_of(element, "itemfeedback")},
        largest=largest if 0 < largest <= max(total, largest) and total >= largest else (total or largest or 100.0),
    )


def _blackboard(element: Element) -> str:
    found = first_of(element, "bbmd_questiontype")
    return (found.text or "").strip() if found is not None else ""


def raw_of(element: Element) -> str:
    """The item as its file has it, without the bytes of its pictures."""
    return _BYTES.sub(r"\1\2", tostring(element, encoding="unicode"))


def texts_of(element: Element) -> Iterator[Marked]:
    """Its texts in their order; pictures, sounds and films as tags, for whoever finds their files."""
    for each in element.iter():
        name = name_of(each)
        if name == "mattext":
            # Some write HTML as elements of the file and not as a text of it.
            inside = "".join(tostring(child, encoding="unicode") for child in each)
            inside = _ANY_TAG.sub(lambda tag: _NAMESPACE.sub("", tag[0]), inside)
            text = escape(each.text or "", quote=False) + inside if inside else each.text or ""
            is_html = bool(inside) or each.get("texttype", "").lower() in ("text/html", "html", "text/xhtml")
            if text.strip():
                yield Marked(_EQUATION.sub(r"\\(\1\\)", text.strip()), "html" if is_html else "auto")
        elif name in _MEDIA:
            label = escape(" ".join(each.get("label", "").split()))
            yield Marked(_MEDIA[name].format(escape(_source_of(each)), label), "html")


def _source_of(element: Element) -> str:
    """An address, or the bytes themselves as one."""
    if element.get("embedded", "").lower() == "base64" and (element.text or "").strip():
        return f"data:;base64,{''.join((element.text or '').split())}"
    return element.get("uri", "").strip() or element.get("entityref", "").strip()


def joined(parts: list[Marked]) -> Marked:
    if not parts:
        return Marked("")
    if not any(part.format == "html" for part in parts):
        return Marked("\n".join(part.text for part in parts), "auto")
    return Marked("<br>".join(map(_as_html, parts)), "html")


def _as_html(part: Marked) -> str:
    if part.format == "html" or looks_like_html(part.text):
        return part.text
    return escape(part.text, quote=False).replace("\n", "<br>")


def _presented(presentation: Element) -> tuple[list[Marked], list[Response]]:
    """Texts that stand outside of responses, and the responses in their order."""
    stem: list[Marked] = []
    responses: list[Response] = []

    def walk(element: Element) -> None:
        for child in element:
            if name_of(child) in _RESPONSES:
                responses.append(_response(child))
            elif name_of(child) == "material":
                stem.extend(texts_of(child))
            else:
                walk(child)

    walk(presentation)
    return stem, responses


def _response(element: Element) -> Response:
    labels = {}
    for label in all_of(element, "response_label"):
        labels[label.get("ident", "").strip()] = joined(list(texts_of(label)))
    before = [text for child in element if name_of(child) == "material" for text in texts_of(child)]
    typed = first_of(element, "render_fib")
    return Response(
        ident=element.get("ident", "").strip(),
        sort=name_of(element),
        cardinality=element.get("rcardinality", "Single").strip().lower(),
        name=joined(before),
        labels={} if typed is not None else labels,
        is_typed=typed is not None,
        is_number=typed is not None and typed.get("fibtype", "").lower() in ("integer", "decimal", "scientific"),
    )


def _condition(element: Element) -> Condition:
    made = Condition()
    for each in all_of(element, "conditionvar"):
        _collect(each, made, is_negated=False)
    for each in all_of(element, "setvar"):
        if each.get("varname", "SCORE").upper().startswith(("SCORE", "QUE_SCORE")) or made.score is None:
            made.score = _number((each.text or "").strip())
            made.is_added = each.get("action", "Set").lower() == "add"
    made.feedback = [each.get("linkrefid", "") for each in all_of(element, "displayfeedback")]
    return made


def _collect(element: Element, made: Condition, *, is_negated: bool) -> None:
    for child in element:
        name, value = name_of(child), (child.text or "").strip()
        who = child.get("respident", "").strip()
        if name in ("varequal", "varsubstring", "varsubset"):
            (made.unequal if is_negated else made.equals).append((who, value))
        elif re.fullmatch(r"var[gl]te?", name):
            made.bounds.append((who, name[3:], value))
        elif name == "other":
            made.is_other = True
        else:
            _collect(child, made, is_negated=is_negated != (name == "not"))


def _number(text: str) -> float:
    try:
        value = float(text.strip())
    except ValueError:
        return 0.0
    return value if abs(value) < 1e12 else 0.0
