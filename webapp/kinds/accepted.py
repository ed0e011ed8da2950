"""Accepted answers of typed questions: reading them, and finding the one that an answer matches."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from webapp.kinds.contract import Content
from webapp.kinds.fields import Fields
from webapp.kinds.typed_text import (
    EXACT,
    Strictness,
    agrees,
    folded,
    has_phrase,
    matches_wildcard,
    slip_between,
)

MODES = ("tolerant", "exact", "wildcard", "near", "contains")
MAX_ACCEPTED = 100
MATCHING_FIELDS = ("mode", "match", "near")
_ACCEPT_FIELDS = ("text", "weight", "why", "mode")


class Match(NamedTuple):
    """The accepted answer that fits: its place (-1 for none), its worth, whether a slip stands between."""

    place: int
    weight: float
    is_almost: bool


NO_MATCH = Match(-1, 0.0, False)


def read_matching(fields: Fields) -> dict[str, Any]:
    """How answers are compared: mode, strictness, and whether a near miss is shown as "Almost"."""
    flags = fields.mapping("match")
    flags.warn_unknown(("case", "accents", "punctuation", "articles"))
    return {
        "mode": read_mode(fields, "tolerant"),
        "match": {name: flags.yes_no(name, False) for name in ("case", "accents", "punctuation", "articles")},
        "near": fields.yes_no("near", True),
    }


def read_mode(fields: Fields, default: str) -> str:
    if fields.text("mode").casefold() in ("regex", "regexp"):
        # A pattern of a teacher can run for minutes on one answer, and a server cannot stop it.
        fields.error(
            "mode",
            f"{fields.named('mode')} is “regex”, which is not used here.",
            "Use the mode wildcard, with * for any letters, or list the accepted answers.",
        )
        return default
    return fields.word("mode", MODES, default)


def read_accept(fields: Fields, mode: str, name: str = "accept") -> list[dict[str, Any]]:
    """The accepted answers: text, weight, why and mode; one at least must be worth the full mark."""
    found: list[dict[str, Any]] = []
    for item in fields.entries(name, "Accepted answer"):
        item.warn_unknown(_ACCEPT_FIELDS)
        text = item.required("text", f"{item.label} is empty.", "Write the answer, or remove the line.")
        own_mode = read_mode(item, mode)
        if text and not folded(text.replace("*", "") if own_mode == "wildcard" else text):
            item.warn(
                "text",
                f"{item.label} is “{text}”, which fits any answer.",
                "Add letters that the answer must hold.",
            )
        found.append(
            {
                "text": text,
                "weight": item.number("weight", 1.0, -1.0, 1.0),
                "why": item.text("why"),
                "mode": own_mode,
            }
        )
    owner = fields.label or "The question"
    if len(found) > MAX_ACCEPTED:
        fields.error(name, f"{owner} has {len(found)} accepted answers; {MAX_ACCEPTED} is the most.", "Remove some.")
    if not found:
        fields.error(name, f"{owner} has no accepted answer.", f"Write the answer under “{name}”.")
    elif all(entry["weight"] < 1.0 for entry in found):
        fields.error(
            name,
            f"{owner} has no accepted answer that is worth the full mark.",
            "Leave the weight of the best one out.",
        )
    return found


def strictness_of(content: Content) -> Strictness:
    flags = content["match"]
    return Strictness(flags["case"], flags["accents"], flags["punctuation"], flags["articles"])


def _fits(typed: str, entry: dict[str, Any], rules: Strictness) -> bool:
    mode, text = entry["mode"], entry["text"]
    if mode == "exact":
        return folded(typed, EXACT) == folded(text, EXACT)
    if mode == "wildcard":
        return matches_wildcard(typed, text, rules)
    if mode == "contains":
        return has_phrase(typed, text, rules)
    return agrees(typed, text, rules)


def best_match(typed: str, accept: Sequence[dict[str, Any]], rules: Strictness, has_near: bool) -> Match:
    """The best-weighted accepted answer that fits; among equals the first.

    An answer that fits no entry, but is one slip away from one with marks, is right in the mode near and
    almost right in the mode tolerant when `has_near`. A listed wrong answer (weight 0 or less) is found
    first, so it is never a slip.
    """
    fitting = [(entry["weight"], -place) for place, entry in enumerate(accept) if _fits(typed, entry, rules)]
    if fitting:
        weight, place = max(fitting)
        return Match(-place, weight, False)
    best = NO_MATCH
    for place, entry in enumerate(accept):
        mode, weight = entry["mode"], entry["weight"]
        if weight <= best.weight or not (mode == "near" or (has_near and mode == "tolerant")):
            continue
        if slip_between(folded(typed, rules), folded(entry["text"], rules)):
            best = Match(place, weight, mode != "near")
    return best


def best_text(accept: Sequence[dict[str, Any]]) -> str:
    """The answer to show: the first worth the full mark, rather one without a wildcard."""
    full = [entry for entry in accept if entry["weight"] >= 1.0] or list(accept)
    plain = next((entry for entry in full if entry["mode"] != "wildcard" or "*" not in entry["text"]), full[0])
    return str(plain["text"]).replace("*", "…") if plain["mode"] == "wildcard" else str(plain["text"])
