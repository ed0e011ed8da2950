"""What a learner's hands do with each card of the bank `kinds`, in the order of its file. Native controls only, so the
same with scripting and without."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from playwright.sync_api import Page

RECALL = ("self-graded", "recall")  # the learner says how it went
# The questions by their ids in banks/kinds.yaml, and the kind of each.
KINDS = {
    "choice": "choice",
    "multi-choice": "multi_choice",
    "true-false": "true_false",
    "cloze": "cloze",
    "short-answer": "short_answer",
    "numeric": "numeric",
    "matching": "matching",
    "ordering": "ordering",
    "self-graded": "self_graded",
    "recall": "self_graded",
}
GRADED = tuple(name for name in KINDS if name not in RECALL)

OPTIONS = {
    "choice": (["It is less dense than water"], ["It is colder than water"]),
    "multi-choice": (["Hydrogen", "Oxygen"], ["Nitrogen", "Carbon"]),
    "true-false": (["False"], ["True"]),
}
TYPED = {"short-answer": ("text", "water", "fire"), "numeric": ("number", "4", "9")}
FORMS = {"Solid": "Ice", "Liquid": "Water", "Gas": "Vapour"}
WAY = ["The sun warms the sea", "Vapour rises", "Clouds form", "Rain falls"]


def fill(page: Page, name: str, *, right: bool = True) -> None:
    """Answer the card on the page, without sending it."""
    if name in OPTIONS:
        for text in OPTIONS[name][not right]:
            page.locator("main label.choice", has_text=text).click()
    elif name in TYPED:
        field, good, bad = TYPED[name]
        page.locator(f"main input[name={field}]").fill(good if right else bad)
    else:
        _ROWS[name](page, right)


def _cloze(page: Page, right: bool) -> None:
    page.locator("main input.gap").fill("steam" if right else "fog")
    page.locator("main select.gap").select_option(label="rain" if right else "dew")


def _matching(page: Page, right: bool) -> None:
    for left, belongs in FORMS.items():
        choose(page, left, belongs if right else "Foam")


def _ordering(page: Page, right: bool) -> None:
    for place, text in enumerate(WAY if right else reversed(WAY), 1):
        choose(page, text, str(place))


def choose(page: Page, row: str, label: str) -> None:
    page.locator("main .row", has_text=row).locator("select").select_option(label=label)


_ROWS: Mapping[str, Callable[[Page, bool], None]] = {
    "cloze": _cloze,
    "matching": _matching,
    "ordering": _ordering,
}
