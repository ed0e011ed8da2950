"""Short answer: typed words, compared with the accepted ones."""

from typing import Any

from webapp.kinds import accepted, posted, quality
from webapp.kinds.accepted import Match
from webapp.kinds.base import BLANK, BaseKind, graded, parts_of
from webapp.kinds.contract import Answer, Content, Form, Grade
from webapp.kinds.fields import Fields
from webapp.kinds.typed_text import slips

LABEL = "Your answer"


class ShortAnswer(BaseKind):
    name = "short_answer"
    own_fields = ("accept", *accepted.MATCHING_FIELDS)

    def own_content(self, fields: Fields) -> dict[str, Any]:
        matching = accepted.read_matching(fields)
        return {**matching, "accept": accepted.read_accept(fields, matching["mode"])}

    def look_over(self, content: Content, fields: Fields) -> None:
        entries = content["accept"]
        quality.warn_answer_in_stem(fields, content["prompt"], (e["text"] for e in entries if e["weight"] >= 1.0))
        quality.warn_hidden_by_wildcard(fields, accepted.best_text(entries))
        items = fields.entries("accept", "Accepted answer")
        wrong = (item for item, entry in zip(items, entries, strict=True) if entry["weight"] <= 0.0)
        quality.warn_missing_why(wrong, "this answer")

    def present(self, content: Content, facet: str, seed: int) -> dict[str, Any]:
        return {"label": LABEL}

    def read(self, content: Content, facet: str, seed: int, form: Form) -> Answer:
        text = posted.typed(form, "text")
        return {"text": text} if text else {"blank": True, "text": ""}

    def grade(self, content: Content, facet: str, answer: Answer) -> Grade:
        typed = _typed(answer)
        if not typed:
            return BLANK
        match = _match(content, typed)
        return Grade(0.0, "almost", False) if match.is_almost else graded(content, match.weight)

    def reveal(self, content: Content, facet: str, answer: Answer | None) -> dict[str, Any]:
        typed = _typed(answer or {})
        entries = content["accept"]
        match = _match(content, typed) if typed else accepted.NO_MATCH
        found = entries[match.place] if match.place >= 0 else None
        best = accepted.best_text(entries)
        shown = found["text"] if found and match.is_almost else best
        return {
            "given": typed,
            "accepted": shown,
            "also": [e["text"] for e in entries if e["weight"] >= 1 and e["text"] != shown and "*" not in e["text"]],
            "slips": slips(typed, found["text"], accepted.strictness_of(content)) if found else None,
            "why": found["why"] if found else "",
            "answer_text": best,
            "given_text": typed,
        }

    def parts(self, content: Content) -> list[str]:
        return parts_of(content, (text for entry in content["accept"] for text in (entry["text"], entry["why"])))


def _typed(answer: Answer) -> str:
    text = answer.get("text")
    return text if isinstance(text, str) else ""


def _match(content: Content, typed: str) -> Match:
    return accepted.best_match(typed, content["accept"], accepted.strictness_of(content), content["near"])
