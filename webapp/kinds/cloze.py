"""Cloze: a sentence with gaps to type or to pick; gaps with group numbers make one card a group."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from webapp.kinds import accepted, posted, quality
from webapp.kinds.accepted import Match
from webapp.kinds.base import BLANK, BaseKind, graded, parts_of
from webapp.kinds.cloze_fields import read_gaps, read_segments
from webapp.kinds.contract import Answer, Content, Form, Grade
from webapp.kinds.fields import Fields
from webapp.kinds.shuffle import derived, shuffled
from webapp.kinds.typed_text import Strictness, agrees, slips

# Of one length, whatever the answer: a gap must not tell how long the word is.
GAP_MARK = "_____"


class GapResult(NamedTuple):
    gap: dict[str, Any]
    typed: str
    match: Match
    state: str  # "right", "wrong", "almost" or "blank"


class Cloze(BaseKind):
    name = "cloze"
    needs_prompt = False
    own_fields = ("text", "gaps", *accepted.MATCHING_FIELDS)

    def own_content(self, fields: Fields) -> dict[str, Any]:
        matching = accepted.read_matching(fields)
        gaps = read_gaps(fields, matching["mode"])
        return {**matching, "text": fields.text("text"), "segments": read_segments(fields, len(gaps)), "gaps": gaps}

    def look_over(self, content: Content, fields: Fields) -> None:
        shown = " ".join(segment.get("text", "") for segment in content["segments"])
        for item, gap in zip(fields.entries("gaps", "Gap", main="accept"), content["gaps"], strict=True):
            best = accepted.best_text(gap["accept"])
            quality.warn_answer_in_stem(item, f"{content['prompt']} {shown}", [best], field="accept")
            quality.warn_hidden_by_wildcard(item, best)

    def facets(self, content: Content) -> tuple[str, ...]:
        groups = {gap["group"] for gap in content["gaps"]}
        return tuple(sorted(groups, key=lambda group: (len(group), group)))

    def prompt(self, content: Content, facet: str) -> str:
        asked = _asked(content, facet)
        sentence = "".join(text if gap is None else GAP_MARK for text, gap in _pieces(content, asked))
        return f"{content['prompt']} {sentence}".strip()

    def present(self, content: Content, facet: str, seed: int) -> dict[str, Any]:
        asked = _asked(content, facet)
        segments: list[dict[str, Any]] = []
        for text, gap in _pieces(content, asked):
            if gap is not None:
                segments.append(_presented_gap(gap, seed))
            elif segments and "text" in segments[-1]:
                segments[-1]["text"] += text
            else:
                segments.append({"text": text})
        label = "Fill the gap" if len(asked) == 1 else f"Fill the {len(asked)} gaps"
        return {"label": content["prompt"] or label, "segments": segments}

    def read(self, content: Content, facet: str, seed: int, form: Form) -> Answer:
        gaps = {}
        for key, gap in _asked(content, facet).items():
            typed = posted.typed(form, f"gap-{key}")
            if gap["options"]:
                place = posted.place(typed, len(gap["options"]))
                typed = _shown_options(gap, seed)[place - 1] if place else ""
            gaps[key] = typed
        return {"gaps": gaps} if any(gaps.values()) else {"blank": True, "gaps": gaps}

    def grade(self, content: Content, facet: str, answer: Answer) -> Grade:
        results = _results(content, facet, answer)
        states = {result.state for result in results}
        if states == {"blank"}:
            return BLANK
        whole = sum(result.gap["weight"] for result in results)
        score = sum(
            result.gap["weight"] * max(0.0, result.match.weight) for result in results if result.state == "right"
        )
        grade = graded(content, score / whole)
        if "almost" in states and states <= {"almost", "right"}:
            return Grade(min(grade.score, 1.0), "almost", False)
        return grade

    def reveal(self, content: Content, facet: str, answer: Answer | None) -> dict[str, Any]:
        results = {result.gap["id"]: result for result in _results(content, facet, answer or {})}
        rules = accepted.strictness_of(content)
        asked = _asked(content, facet)
        segments = [
            {"text": text} if gap is None else _revealed_gap(results[gap["id"]], rules)
            for text, gap in _pieces(content, asked)
        ]
        typed = [result.typed for result in results.values()]
        return {
            "segments": segments,
            "answer_text": "; ".join(accepted.best_text(gap["accept"]) for gap in asked.values()),
            "given_text": "; ".join(text or "–" for text in typed) if any(typed) else "",
        }

    def parts(self, content: Content) -> list[str]:
        own = [segment["text"] for segment in content["segments"] if "text" in segment]
        for gap in content["gaps"]:
            own += [gap["name"], gap["why"], *gap["options"]]
            own += [text for entry in gap["accept"] for text in (entry["text"], entry["why"])]
        return parts_of(content, own)


def _asked(content: Content, facet: str) -> dict[str, dict[str, Any]]:
    """The gaps of this card by key; all of them for a facet that the content does not know."""
    gaps = {gap["id"]: gap for gap in content["gaps"] if gap["group"] == facet}
    return gaps or {gap["id"]: gap for gap in content["gaps"]}


def _pieces(content: Content, asked: dict[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """The sentence in order: (text, None) or ("", gap); gaps of other cards stand filled in the text."""
    for segment in content["segments"]:
        key = segment.get("gap")
        if key is None:
            yield segment["text"], None
        elif key in asked:
            yield "", asked[key]
        else:
            yield accepted.best_text(content["gaps"][int(key) - 1]["accept"]), None


def _shown_options(gap: dict[str, Any], seed: int) -> list[str]:
    return shuffled(gap["options"], derived(seed, int(gap["id"])))


def _presented_gap(gap: dict[str, Any], seed: int) -> dict[str, Any]:
    shown = _shown_options(gap, seed) if gap["options"] else None
    numbered = None if shown is None else [{"n": n, "text": text} for n, text in enumerate(shown, 1)]
    return {"gap": gap["id"], "field": f"gap-{gap['id']}", "name": gap["name"], "options": numbered}


def _fits_another(content: Content, own: dict[str, Any], typed: str, rules: Strictness) -> bool:
    others = (entry for gap in content["gaps"] if gap is not own for entry in gap["accept"])
    return any(agrees(typed, entry["text"], rules) for entry in others)


def _result(content: Content, gap: dict[str, Any], typed: str, rules: Strictness) -> GapResult:
    if not typed:
        return GapResult(gap, "", accepted.NO_MATCH, "blank")
    match = accepted.best_match(typed, gap["accept"], rules, content["near"] and not gap["options"])
    # "import" in the gap of "export" is a mix-up, not a slip of the pen.
    if match.is_almost and _fits_another(content, gap, typed, rules):
        match = accepted.NO_MATCH
    state = "almost" if match.is_almost else "right" if match.weight > 0.0 else "wrong"
    return GapResult(gap, typed, match, state)


def _results(content: Content, facet: str, answer: Answer) -> list[GapResult]:
    given = answer.get("gaps")
    typed = given if isinstance(given, dict) else {}
    rules = accepted.strictness_of(content)
    return [_result(content, gap, str(typed.get(key) or ""), rules) for key, gap in _asked(content, facet).items()]


def _revealed_gap(result: GapResult, rules: Strictness) -> dict[str, Any]:
    gap, match = result.gap, result.match
    found = gap["accept"][match.place] if match.place >= 0 else None
    shown = found["text"] if found and match.is_almost else accepted.best_text(gap["accept"])
    return {
        "gap": gap["id"],
        "name": gap["name"],
        "given": result.typed,
        "accepted": shown,
        "state": result.state,
        "why": (found and found["why"]) or gap["why"],
        "slips": slips(result.typed, found["text"], rules) if found else None,
    }
