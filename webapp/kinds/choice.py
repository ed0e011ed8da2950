"""Single choice: one option is right; others may be worth a part, or cost one."""

from typing import Any

from webapp.kinds import options
from webapp.kinds.base import BLANK, BaseKind, graded, parts_of
from webapp.kinds.contract import Answer, Content, Form, Grade
from webapp.kinds.fields import Fields


class Choice(BaseKind):
    name = "choice"
    is_recognition = True
    own_fields = ("options", "shuffle")

    def own_content(self, fields: Fields) -> dict[str, Any]:
        found = options.read_options(fields)
        rights = [option for option in found if option["right"]]
        if found and len(rights) != 1:
            count = "No option is" if not rights else f"{len(rights)} options are"
            fields.error(
                "options",
                f"{count} marked as right; a choice has exactly one.",
                "Put right: yes on one option, or use the kind multi_choice.",
            )
        for option in found:
            if option["weight"] is None:
                option["weight"] = 1.0 if option["right"] else 0.0
        if len(rights) == 1 and rights[0]["weight"] != 1.0:
            fields.error(
                "options",
                "The right option is not worth the full mark.",
                "Leave its weight out, or set it to 1.",
            )
        return {"options": found, "shuffle": fields.yes_no("shuffle", True)}

    def look_over(self, content: Content, fields: Fields) -> None:
        options.look_over(content, fields)

    def present(self, content: Content, facet: str, seed: int) -> dict[str, Any]:
        return options.present(content, options.shown_order(content, seed), is_multiple=False)

    def read(self, content: Content, facet: str, seed: int, form: Form) -> Answer:
        return options.read(form, options.shown_order(content, seed), is_multiple=False)

    def grade(self, content: Content, facet: str, answer: Answer) -> Grade:
        chosen = options.chosen_options(content, answer)
        return graded(content, chosen[0]["weight"]) if chosen else BLANK

    def reveal(self, content: Content, facet: str, answer: Answer | None) -> dict[str, Any]:
        return options.reveal(content, answer, is_multiple=False)

    def parts(self, content: Content) -> list[str]:
        return parts_of(content, (text for option in content["options"] for text in (option["text"], option["why"])))
