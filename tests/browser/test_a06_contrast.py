"""A6: every colour of the product on the ground it stands on, computed from the tokens, in both themes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text("utf-8")
COLOUR = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")

TEXT, SHAPE = 4.5, 3.0  # WCAG 1.4.3 and 1.4.11
GROUNDS = [
    *((ink, ground, TEXT) for ink in ("text", "muted", "primary") for ground in ("bg", "surface")),
    *((name, f"{name}-tint", TEXT) for name in ("correct", "wrong", "hard", "primary")),
    *(("text", ground, TEXT) for ground in ("correct-tint", "wrong-tint", "hard-tint", "primary-tint")),
    *((name, "bg", TEXT) for name in ("correct", "wrong", "hard")),
    # White on a coloured disc: the mark of a result.
    *(("bg", name, SHAPE) for name in ("correct", "wrong", "hard")),
    ("on-primary", "primary", TEXT),
    ("focus-ink", "focus", TEXT),
    ("focus-edge", "bg", SHAPE),
    ("focus-edge", "surface", SHAPE),
    *(("border", ground, SHAPE) for ground in ("bg", "surface")),
    ("primary-mid", "bg", SHAPE),
]


def section(selector: str) -> str:
    """The rules after this selector, up to the end of its block."""
    return TOKENS.split(selector, 1)[1].split("}", 1)[0]


def light() -> dict[str, str]:
    return dict(COLOUR.findall(section(":root {")))


def dark() -> dict[str, str]:
    return light() | dict(COLOUR.findall(section('[data-theme="dark"] {')))


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert (round(contrast("#000000", "#ffffff"), 2), round(contrast("#767676", "#ffffff"), 2)) == (21.0, 4.54)


@pytest.mark.parametrize("theme", [light, dark], ids=["light", "dark"])
def test_a06_every_colour_can_be_told_from_its_ground(theme: Callable[[], dict[str, str]]) -> None:
    colours = theme()
    ratios = [(ink, ground, least, contrast(colours[ink], colours[ground])) for ink, ground, least in GROUNDS]
    assert [(ink, ground, ratio) for ink, ground, least, ratio in ratios if ratio < least] == []


def test_a06_the_three_places_where_a_colour_stands_agree() -> None:
    pairs = {name: (bright, deep) for name, bright, deep in PAIR.findall(TOKENS)}
    assert pairs
    assert pairs == {name: (light()[name], dark()[name]) for name in pairs}
    assert {name for name in dark() if dark()[name] != light()[name]} == set(pairs)
