"""Matching: each left side gets one of the right sides; some right sides may be left over."""

from collections.abc import Sequence
from typing import Any

from webapp.kinds import posted, quality
from webapp.kinds.base import BLANK, BaseKind, graded, parts_of
from webapp.kinds.contract import Answer, Content, Form, Grade
from webapp.kinds.fields import Fields, report_twice_used_keys
from webapp.kinds.shuffle import derived, shuffled

MIN_PAIRS, MAX_PAIRS, MAX_EXTRA = 2, 24, 24
BEST = range(3, 9)


class Matching(BaseKind):
    name = "matching"
    own_fields = ("pairs", "extra")

    def own_content(self, fields: Fields) -> dict[str, Any]:
        items = fields.entries("pairs", "Pair", main="left")
        if not MIN_PAIRS <= len(items) <= MAX_PAIRS:
            fields.error(
                "pairs",
                f"The question has {len(items)} pairs; it needs from {MIN_PAIRS} to {MAX_PAIRS}.",
                "Write each pair with “left” and “right”.",
            )
        pairs = [_pair(item, place) for place, item in enumerate(items)]
        report_twice_used_keys(items, [pair["id"] for pair in pairs])
        choices = _choices(pairs)
        return {"pairs": pairs, "choices": choices + _extra(fields, {choice["text"] for choice in choices})}

    def look_over(self, content: Content, fields: Fields) -> None:
        items = fields.entries("pairs", "Pair", main="left")
        quality.warn_duplicates(items, [pair["left"] for pair in content["pairs"]], field="left")
        if len(items) not in BEST:
            message = f"The question has {len(items)} pairs; three to eight are best."
            fields.warn("pairs", message, "Split a long list; to two pairs add a third.")
        if len(content["choices"]) == 1:
            fields.warn("pairs", "All pairs have the same right side.", "Let the right sides differ.")

    def present(self, content: Content, facet: str, seed: int) -> dict[str, Any]:
        lefts = {pair["id"]: pair["left"] for pair in content["pairs"]}
        texts = {choice["id"]: choice["text"] for choice in content["choices"]}
        return {
            "rows": [{"field": f"row-{n}", "left": lefts[key]} for n, key in enumerate(_row_order(content, seed), 1)],
            "choices": [{"n": n, "text": texts[key]} for n, key in enumerate(_choice_order(content, seed), 1)],
        }

    def read(self, content: Content, facet: str, seed: int, form: Form) -> Answer:
        rows, choices = _row_order(content, seed), _choice_order(content, seed)
        pairs: dict[str, str | None] = {}
        for n, key in enumerate(rows, 1):
            place = posted.place(posted.typed(form, f"row-{n}"), len(choices))
            pairs[key] = choices[place - 1] if place else None
        answer: Answer = {"pairs": pairs, "rows": rows, "choices": choices}
        return answer if any(pairs.values()) else {"blank": True, **answer}

    def grade(self, content: Content, facet: str, answer: Answer) -> Grade:
        given = _given(content, answer)
        if not any(given.values()):
            return BLANK
        return graded(content, _right_count(content, given) / len(content["pairs"]))

    def reveal(self, content: Content, facet: str, answer: Answer | None) -> dict[str, Any]:
        given = _given(content, answer or {})
        texts = {choice["id"]: choice["text"] for choice in content["choices"]}
        pairs = {pair["id"]: pair for pair in content["pairs"]}
        rows = []
        for key in posted.order_of((answer or {}).get("rows"), pairs):
            pair, chosen = pairs[key], given[key]
            rows.append(
                {
                    "left": pair["left"],
                    "given": texts[chosen] if chosen else "",
                    "right": pair["right"],
                    "state": "right" if chosen == pair["choice"] else "wrong",
                    "why": pair["why"],
                }
            )
        return {
            "rows": rows,
            "right_count": _right_count(content, given),
            "count": len(rows),
            "answer_text": _listed(rows, "right"),
            "given_text": _listed(rows, "given"),
        }

    def parts(self, content: Content) -> list[str]:
        own = [text for pair in content["pairs"] for text in (pair["left"], pair["why"])]
        return parts_of(content, own + [choice["text"] for choice in content["choices"]])


def _pair(item: Fields, place: int) -> dict[str, Any]:
    item.warn_unknown(("left", "right", "why", "id"))
    return {
        "id": item.key("id", place),
        "left": item.required("left", f"{item.label} has no left side.", "Write “left”, or remove the pair."),
        "right": item.required("right", f"{item.label} has no right side.", "Write what belongs to it under “right”."),
        "why": item.text("why"),
    }


def _choices(pairs: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """The different right sides. Pairs with the same one share a choice: of two equal texts none is wrong."""
    keys: dict[str, str] = {}
    for pair in pairs:
        pair["choice"] = keys.setdefault(pair["right"], pair["id"])
    return [{"id": key, "text": text} for text, key in keys.items()]


def _extra(fields: Fields, rights: set[str]) -> list[dict[str, str]]:
    texts = fields.texts("extra", "Extra")
    if len(texts) > MAX_EXTRA:
        fields.error(
            "extra",
            f"The question has {len(texts)} extra right sides; {MAX_EXTRA} is the most.",
            "Remove some.",
        )
    for number, text in enumerate(texts, 1):
        if text and text in rights:
            fields.error(f"extra[{number}]", f"Extra {number} is the right side of a pair.", "Change it, or remove it.")
    # With a sign that the keys of pairs cannot hold.
    return [{"id": f"+{number}", "text": text} for number, text in enumerate(texts, 1)]


def _row_order(content: Content, seed: int) -> list[str]:
    return shuffled([pair["id"] for pair in content["pairs"]], derived(seed, 1))


def _choice_order(content: Content, seed: int) -> list[str]:
    return shuffled([choice["id"] for choice in content["choices"]], derived(seed, 2))


def _given(content: Content, answer: Answer) -> dict[str, str | None]:
    """The chosen right side of every pair; None where nothing, or nothing known, was chosen."""
    chosen = answer.get("pairs")
    pairs = chosen if isinstance(chosen, dict) else {}
    known = {choice["id"] for choice in content["choices"]}
    found = {pair["id"]: pairs.get(pair["id"]) for pair in content["pairs"]}
    return {key: choice if isinstance(choice, str) and choice in known else None for key, choice in found.items()}


def _right_count(content: Content, given: dict[str, str | None]) -> int:
    return sum(given[pair["id"]] == pair["choice"] for pair in content["pairs"])


def _listed(rows: list[dict[str, Any]], side: str) -> str:
    return "; ".join(f"{row['left']}: {row[side]}" for row in rows if row[side])
