"""True or false: a statement, its key, and a word on each side."""

from typing import Any

from webapp.kinds import options
from webapp.kinds.base import BLANK, BaseKind, graded, parts_of
from webapp.kinds.contract import Answer, Content, Form, Grade
from webapp.kinds.fields import Fields, yes_or_no

# Never shuffled: everybody looks for True first.
ORDER = ("true", "false")


class TrueFalse(BaseKind):
    name = "true_false"
    is_recognition = True
    own_fields = ("answer", "why_true", "why_false")

    def own_content(self, fields: Fields) -> dict[str, Any]:
        hint = "Write answer: true or answer: false."
        written = fields.required("answer", "The question does not say whether it is true or false.", hint)
        key = yes_or_no(written)
        if written and key is None:
            fields.error("answer", f"“answer” is “{written}”, which is neither true nor false.", hint)
        whys = {"true": fields.text("why_true"), "false": fields.text("why_false")}
        # The shape of a choice, so that both are shown and revealed by the same code.
        sides = [
            {
                "id": side,
                "text": side.capitalize(),
                "why": whys[side],
                "right": key is (side == "true"),
                "pinned": True,
            }
            for side in ORDER
        ]
        return {"options": sides}

    def look_over(self, content: Content, fields: Fields) -> None:
        wrong = next(option for option in content["options"] if not option["right"])
        if not wrong["why"]:
            fields.warn(
                f"why_{wrong['id']}",
                f"“why_{wrong['id']}” is missing.",
                f"Say in a sentence why “{wrong['text']}” is wrong.",
            )

    def present(self, content: Content, facet: str, seed: int) -> dict[str, Any]:
        return options.present(content, ORDER, is_multiple=False)

    def read(self, content: Content, facet: str, seed: int, form: Form) -> Answer:
        return options.read(form, list(ORDER), is_multiple=False)

    def grade(self, content: Content, facet: str, answer: Answer) -> Grade:
        chosen = options.chosen_options(content, answer)
        return graded(content, 1.0 if chosen[0]["right"] else 0.0) if chosen else BLANK

    def reveal(self, content: Content, facet: str, answer: Answer | None) -> dict[str, Any]:
        return options.reveal(content, answer, is_multiple=False)

    def parts(self, content: Content) -> list[str]:
        return parts_of(content, (option["why"] for option in content["options"]))
