"""Multiple choice: several options are right; ticking everything never pays."""

from typing import Any

from webapp.kinds import options
from webapp.kinds.base import BLANK, BaseKind, graded, parts_of
from webapp.kinds.contract import Answer, Content, Form, Grade
from webapp.kinds.fields import Fields


class MultiChoice(BaseKind):
    name = "multi_choice"
    is_recognition = True
    own_fields = ("options", "shuffle", "all_or_nothing")

    def own_content(self, fields: Fields) -> dict[str, Any]:
        found = options.read_options(fields)
        if found and not any(option["right"] for option in found):
            fields.error("options", "No option is marked as right.", "Put right: yes on every option that is right.")
        _fill_weights(found)
        for option, item in zip(found, fields.entries("options", "Option"), strict=True):
            if option["right"] != (option["weight"] > 0):
                item.error(
                    "weight",
                    f"{item.label}: its weight does not fit whether it is right.",
                    "A right option has a weight above 0, a wrong one 0 or less.",
                )
        return {
            "options": found,
            "shuffle": fields.yes_no("shuffle", True),
            "all_or_nothing": fields.yes_no("all_or_nothing", False),
        }

    def look_over(self, content: Content, fields: Fields) -> None:
        options.look_over(content, fields)
        weights = [option["weight"] for option in content["options"]]
        if sum(weight > 0 for weight in weights) == 1:
            fields.warn(
                "options",
                "Only one option is right.",
                "The kind choice says so to the student; use it instead.",
            )
        if not content["all_or_nothing"] and round(sum(weights), 9) > 0:
            fields.warn(
                "options",
                "A student who ticks every option still scores.",
                "Let the weights of all options add up to 0 or less, or add wrong options.",
            )

    def present(self, content: Content, facet: str, seed: int) -> dict[str, Any]:
        return options.present(content, options.shown_order(content, seed), is_multiple=True)

    def read(self, content: Content, facet: str, seed: int, form: Form) -> Answer:
        return options.read(form, options.shown_order(content, seed), is_multiple=True)

    def grade(self, content: Content, facet: str, answer: Answer) -> Grade:
        chosen = options.chosen_options(content, answer)
        if not chosen:
            return BLANK
        if content["all_or_nothing"]:
            is_full = all(option["right"] == (option in chosen) for option in content["options"])
            return graded(content, 1.0 if is_full else 0.0)
        return graded(content, sum(option["weight"] for option in chosen))

    def reveal(self, content: Content, facet: str, answer: Answer | None) -> dict[str, Any]:
        return options.reveal(content, answer, is_multiple=True)

    def parts(self, content: Content) -> list[str]:
        return parts_of(content, (text for option in content["options"] for text in (option["text"], option["why"])))


def _fill_weights(found: list[dict[str, Any]]) -> None:
    """Where the author gave none: +1/k for each of k right options, -1/w for each of w wrong ones."""
    rights = sum(option["right"] for option in found)
    wrongs = len(found) - rights
    for option in found:
        if option["weight"] is None:
            option["weight"] = 1 / rights if option["right"] else -1 / wrongs
