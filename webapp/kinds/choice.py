"""Single choice: one option is right; others may be worth a part, or cost one. With `any_right` several are right, and
to choose one of them is enough."""

from typing import Any

from webapp.kinds import options
from webapp.kinds.base import BLANK, BaseKind, graded, parts_of
from webapp.kinds.contract import Answer, Content, Form, Grade
from webapp.kinds.fields import Fields


class Choice(BaseKind):
    name = "choice"
    is_recognition = True
    own_fields = ("options", "shuffle", "any_right")

    def own_content(self, fields: Fields) -> dict[str, Any]:
        found = options.read_options(fields)
        rights = [option for option in found if option["right"]]
        is_any = fields.yes_no("any_right", False) and len(rights) > 1
        if found and len(rights) != 1 and not is_any:
            count = "No option is" if not rights else f"{len(rights)} options are"
            fields.error(
                "options",
                f"{count} marked as right; a choice has exactly one.",
                "Put right: yes on one option, or use the kind multi_choice.",
            )
        for option in found:
            if option["weight"] is None:
                option["weight"] = 1.0 if option["right"] else 0.0
        if (len(rights) == 1 or is_any) and any(option["weight"] != 1.0 for option in rights):
            fields.error(
                "options",
                "The right option is not worth the full mark.",
                "Leave its weight out, or set it to 1.",
            )
        # Left out where it says nothing, so that the hash of every other choice stays what it was.
        return {"options": found, "shuffle": fields.yes_no("shuffle", True), **({"any_right": True} if is_any else {})}

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
