"""What the kinds with options share: reading and showing them, and the answer side in that order."""

from collections.abc import Sequence
from typing import Any

from webapp.kinds import posted, quality
from webapp.kinds.contract import Answer, Content, Form
from webapp.kinds.fields import Fields, report_twice_used_keys
from webapp.kinds.shuffle import shuffled_around

MAX_OPTIONS = 26
OPTION_FIELDS = ("text", "right", "why", "id", "weight", "pinned")


def read_options(fields: Fields) -> list[dict[str, Any]]:
    """The options with key, text, why, right, pinned, and weight where the author gave one (else None)."""
    items = fields.entries("options", "Option")
    if not 2 <= len(items) <= MAX_OPTIONS:
        fields.error(
            "options",
            f"The question has {len(items)} options; it needs from 2 to {MAX_OPTIONS}.",
            "Write the right answer and the wrong ones under “options”.",
        )
    options = [_option(item, place) for place, item in enumerate(items)]
    report_twice_used_keys(items, [option["id"] for option in options])
    _report_contradictions(items, options)
    return options


def _option(item: Fields, place: int) -> dict[str, Any]:
    item.warn_unknown(OPTION_FIELDS)
    weight = item.number("weight", None, -1.0, 1.0)
    return {
        "id": item.key("id", place),
        "text": item.required(
            "text", f"{item.label} has no text.", "Write what the student reads, or remove the option."
        ),
        "why": item.text("why"),
        "right": item.yes_no("right", weight == 1.0),
        "weight": weight,
        "pinned": item.yes_no("pinned", False),
    }


def _report_contradictions(items: Sequence[Fields], options: Sequence[dict[str, Any]]) -> None:
    """The same words both right and wrong cannot be answered."""
    verdicts: dict[str, bool] = {}
    for item, option in zip(items, options, strict=True):
        text = " ".join(option["text"].split())
        if text and verdicts.setdefault(text, option["right"]) != option["right"]:
            item.error(
                "text",
                f"{item.label} has the words of another option, but one is right and one is wrong.",
                "Change one of them, or remove it.",
            )


def look_over(content: Content, fields: Fields) -> None:
    """Quality warnings of choice and multiple choice."""
    options = content["options"]
    items = fields.entries("options", "Option")
    texts = [option["text"] for option in options]
    for item, text in zip(items, texts, strict=True):
        quality.warn_catch_all(item, text)
    quality.warn_duplicates(items, texts)
    rights = [place for place, option in enumerate(options) if option["right"]]
    quality.warn_lengths(fields, texts, rights)
    quality.warn_answer_in_stem(fields, content["prompt"], (texts[place] for place in rights))
    quality.warn_missing_why((item for item, o in zip(items, options, strict=True) if not o["right"]), "this option")


def shown_order(content: Content, seed: int) -> list[str]:
    """The keys of the options in the order in which this seed shows them."""
    keys = [option["id"] for option in content["options"]]
    if not content["shuffle"]:
        return keys
    return shuffled_around(keys, [option["pinned"] for option in content["options"]], seed)


def present(content: Content, order: Sequence[str], is_multiple: bool) -> dict[str, Any]:
    texts = {option["id"]: option["text"] for option in content["options"]}
    return {
        "multiple": is_multiple,
        "options": [{"n": n, "text": texts[key]} for n, key in enumerate(order, 1)],
    }


def read(form: Form, order: list[str], is_multiple: bool) -> Answer:
    """The chosen keys; of a question with one answer only the first that was posted."""
    places = posted.places(form, "choice", len(order))
    if not is_multiple:
        places = places[:1]
    answer: Answer = {"chosen": [order[place - 1] for place in places], "order": order}
    return answer if places else {"blank": True, **answer}


def chosen_options(content: Content, answer: Answer) -> list[dict[str, Any]]:
    chosen = answer.get("chosen")
    if not isinstance(chosen, list):
        return []
    return [option for option in content["options"] if option["id"] in chosen]


def _state(is_right: bool, is_chosen: bool, is_multiple: bool) -> str:
    if is_right:
        return "also" if is_multiple and not is_chosen else "right"
    return "wrong" if is_chosen else "plain"


def reveal(content: Content, answer: Answer | None, is_multiple: bool) -> dict[str, Any]:
    """The options in the order shown; without an answer in the author's, every right one "right"."""
    given = answer or {}
    options = {option["id"]: option for option in content["options"]}
    chosen = {option["id"] for option in chosen_options(content, given)}
    rows = []
    for n, key in enumerate(posted.order_of(given.get("order"), options), 1):
        option = options[key]
        is_chosen = key in chosen
        rows.append(
            {
                "n": n,
                "text": option["text"],
                "why": option["why"],
                "chosen": is_chosen,
                "is_right": option["right"],
                "state": _state(option["right"], is_chosen, is_multiple and answer is not None),
            }
        )
    return {
        "multiple": is_multiple,
        "options": rows,
        "answer_text": "; ".join(row["text"] for row in rows if row["is_right"]),
        "given_text": "; ".join(row["text"] for row in rows if row["chosen"]),
    }
