"""Self-graded card: recalled in the head, then judged by the learner, perhaps with ideas to tick."""

from collections.abc import Collection
from typing import Any

from webapp.kinds import posted, quality
from webapp.kinds.base import BLANK, BaseKind, parts_of
from webapp.kinds.contract import AGAIN, EASY, GOOD, HARD, Answer, Content, Form, Grade
from webapp.kinds.fields import Fields

FORWARD, BACKWARD = "forward", "backward"
MIN_IDEAS, MAX_IDEAS = 2, 4


class SelfGraded(BaseKind):
    name = "self_graded"
    is_self_graded = True
    own_fields = ("answer", "ideas", "reversible", "back_prompt")

    def own_content(self, fields: Fields) -> dict[str, Any]:
        ideas = fields.texts("ideas", "Idea")
        if ideas and not MIN_IDEAS <= len(ideas) <= MAX_IDEAS:
            fields.error(
                "ideas",
                f"The card has {len(ideas)} ideas; it takes from {MIN_IDEAS} to {MAX_IDEAS}, or none.",
                "Keep what a good answer must name.",
            )
        return {
            "answer": fields.required(
                "answer", "The card has no answer.", "Write what stands on its back under “answer”."
            ),
            "ideas": ideas,
            "reversible": fields.yes_no("reversible", False),
            "back_prompt": fields.text("back_prompt"),
        }

    def look_over(self, content: Content, fields: Fields) -> None:
        quality.warn_answer_in_stem(fields, content["prompt"], [content["answer"]])
        if content["back_prompt"] and not content["reversible"]:
            fields.warn(
                "back_prompt",
                "“back_prompt” is never shown, because the card is not reversible.",
                "Write reversible: yes, or remove “back_prompt”.",
            )

    def facets(self, content: Content) -> tuple[str, ...]:
        return (FORWARD, BACKWARD) if content["reversible"] else ("",)

    def prompt(self, content: Content, facet: str) -> str:
        return str((content["back_prompt"] or content["answer"]) if facet == BACKWARD else content["prompt"])

    def present(self, content: Content, facet: str, seed: int) -> dict[str, Any]:
        return {"ideas": len(_ideas(content, facet))}

    def read(self, content: Content, facet: str, seed: int, form: Form) -> Answer:
        rating = posted.place(posted.typed(form, "rating"), EASY)
        ticked = posted.places(form, "idea", len(_ideas(content, facet)))
        answer: Answer = {"rating": rating, "ideas": [str(n) for n in sorted(ticked)]}
        return answer if rating else {"blank": True, **answer}

    def grade(self, content: Content, facet: str, answer: Answer) -> Grade:
        """The rating stands; the score is the share of ideas ticked, 1 or 0 by the rating if none was."""
        rating = answer.get("rating")
        if not isinstance(rating, int) or not AGAIN <= rating <= EASY:
            return BLANK
        ideas, ticked = _ideas(content, facet), _ticked(answer)
        share = sum(str(n) in ticked for n in range(1, len(ideas) + 1)) / len(ideas) if ideas else 0.0
        score = share or (1.0 if rating >= HARD else 0.0)
        outcome = "wrong" if rating == AGAIN else "right" if score == 1.0 else "partly"
        return Grade(score, outcome, rating >= HARD, rating)

    def rating(self, content: Content, grade: Grade, is_sure: bool = True) -> int:
        return grade.own_rating or AGAIN

    def reveal(self, content: Content, facet: str, answer: Answer | None) -> dict[str, Any]:
        ticked = _ticked(answer or {})
        back = str(content["prompt"] if facet == BACKWARD else content["answer"])
        rows: list[dict[str, Any]] = [
            {"n": n, "text": text, "ticked": str(n) in ticked} for n, text in enumerate(_ideas(content, facet), 1)
        ]
        return {
            "back": back,
            "ideas": rows,
            "answer_text": back,
            "given_text": "; ".join(row["text"] for row in rows if row["ticked"]),
        }

    def parts(self, content: Content) -> list[str]:
        return parts_of(content, (content["answer"], *content["ideas"], content["back_prompt"]))


def suggested_rating(content: Content, ideas: Collection[str]) -> int:
    """The rating to offer first: Good from the pass mark on, else Again. `ideas` are the numbers ticked ("1")."""
    wanted = content["ideas"]
    if not wanted:
        return GOOD
    share = sum(str(n) in ideas for n in range(1, len(wanted) + 1)) / len(wanted)
    return GOOD if share >= content["pass_mark"] else AGAIN


def _ideas(content: Content, facet: str) -> list[str]:
    """The ideas belong to the answer; asked backward there are none to tick."""
    return [] if facet == BACKWARD else content["ideas"]


def _ticked(answer: Answer) -> Collection[str]:
    ticked = answer.get("ideas")
    return ticked if isinstance(ticked, list) else ()
