"""A question as the lines of a form, and back. Pure.

One line stands for an answer, a pair or an item. A line that its teacher has not touched keeps all that the file said
of it (part marks, reasons, keys), though the form shows only the words.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.kinds.contract import Content, FieldProblem
from webapp.kinds.registry import KINDS, kind_named
from webapp.text.nested import texts_in, with_texts
from webapp.text.pictures import descriptions, with_descriptions

Raw = dict[str, Any]
OPTION_KINDS = ("choice", "multi_choice")
# The list that the lines of each kind stand for.
LISTS = {"short_answer": "accept", "numeric": "answers", "matching": "pairs", "ordering": "items", "cloze": "gaps"}
LISTS["self_graded"] = "ideas"


def lines_of(raw: Raw) -> list[str]:
    """The lines of a question's own list, as its teacher reads and writes them."""
    return [_line(raw["kind"], item) for item in listed(raw)]


def listed(raw: Raw) -> list[Any]:
    if raw["kind"] == "numeric" and not raw.get("answers"):
        own = {name: raw[name] for name in ("answer", "tolerance", "range", *_ROUNDED) if name in raw}
        return [own] if own else []
    found = raw.get(LISTS.get(raw["kind"], ""), [])
    return list(found) if isinstance(found, list) else [found]


_ROUNDED = ("significant_figures", "decimals")


def _line(kind: str, item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    if kind == "numeric":
        return _figure(item)
    if kind == "matching":
        return f"{item.get('left', '')} -> {item.get('right', '')}"
    if kind == "cloze":
        return " | ".join(_line("", each) for each in item.get("accept", []))
    return str(item.get("text", ""))


def _figure(item: Mapping[str, Any]) -> str:
    if "range" in item:
        return "..".join(map(str, item["range"]))
    return f"{item.get('answer', '')} ± {item['tolerance']}" if item.get("tolerance") else str(item.get("answer", ""))


def with_lines(raw: Raw, text: str, before: Raw) -> Raw:
    """The raw question with what the lines say. `before` is what they were made of."""
    kind = raw["kind"]
    if kind not in LISTS:
        return raw
    known: dict[str, Any] = {}
    if before.get("kind") == kind:
        known = {_line(kind, item): item for item in listed(before)}
    lines = [line.strip() for line in text.replace("\r", "").split("\n")]
    items = [known[line] if line in known else _item(kind, line) for line in lines if line]
    if kind == "numeric":
        return {**raw, "answers": items}
    return {**raw, LISTS[kind]: items} if items or kind != "self_graded" else raw


def _item(kind: str, line: str) -> Any:
    if kind == "matching":
        left, _arrow, right = line.replace("→", "->").partition("->")
        return {"left": left.strip(), "right": right.strip()}
    if kind == "cloze":
        return {"accept": [part.strip() for part in line.split("|") if part.strip()]}
    if kind == "numeric":
        low, dots, high = line.partition("..")
        if dots:
            return {"range": [low.strip(), high.strip()]}
        answer, _sign, margin = line.replace("+-", "±").partition("±")
        return {"answer": answer.strip(), **({"tolerance": margin.strip()} if margin.strip() else {})}
    return line


def with_options(raw: Raw, options: Sequence[Mapping[str, Any]], before: Raw) -> Raw:
    """Options of a choice: `text`, `why`, `right` of each row of the form. An empty row is no option; the rest of what
    the file said of an option stays as long as it is right or wrong as before."""
    old = before.get("options", []) if before.get("kind") in OPTION_KINDS else []
    made = []
    for place, given in enumerate(options):
        if not given["text"].strip():
            continue
        own = dict(old[place]) if place < len(old) else {}
        if (own.get("right") == "yes") != given["right"] or before.get("kind") != raw["kind"]:
            own.pop("weight", None)
        made.append({**own, "text": given["text"], "why": given["why"], "right": "yes" if given["right"] else "no"})
    return {**raw, "options": made}


def descriptions_of(value: Any) -> dict[str, str]:
    """The references in all texts of a question, each with its description, "" where it has none."""
    found: dict[str, str] = {}
    for text in texts_in(value):
        for reference, words in descriptions(text).items():
            found[reference] = found.get(reference) or words
    return found


def redescribed(value: Any, words: Mapping[str, str]) -> Any:
    """The question with other descriptions of these references."""
    return with_texts(value, lambda text: with_descriptions(text, words))


def other_fields(before: Raw, kind: str) -> Raw:
    """What the form does not show and the question keeps, while its kind is the same."""
    return dict(before) if before.get("kind") == kind else {"kind": kind, **_format(before)}


def _format(before: Raw) -> Raw:
    return {name: before[name] for name in ("format", "foreign", "points") if name in before}


def checked(raw: Raw) -> tuple[Content | None, list[FieldProblem]]:
    """What its kind makes of it. Raises nothing: an unknown kind is a problem."""
    if raw.get("kind") not in KINDS:
        return None, [FieldProblem("kind", "This kind of question is not known.", "Choose one of the list.")]
    return kind_named(raw["kind"]).validate(raw)
