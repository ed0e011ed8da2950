"""Posted forms, whoever sent them."""

from typing import Any

import pytest

from webapp.kinds import posted


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"x": ["a", "b", "a"]}, ["a", "b", "a"]),
        ({"x": ("a",)}, ["a"]),
        ({"x": "ab"}, ["ab"]),
        ({"x": [None, 3, "a"]}, ["a"]),
        ({"x": []}, []),
        ({"y": ["a"]}, []),
    ],
)
def test_values(form: Any, expected: list[str]) -> None:
    assert list(posted.values(form, "x")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a b ", "a b"),
        ("a\x00b\x7fc", "a b c"),
        ("a\ud800b", "a b"),
        ("a\u200db\u00a0c", "a\u200db\u00a0c"),
        ("日本", "日本"),
        ("x" * 501, "x" * 500),
        ("", ""),
    ],
)
def test_typed(text: str, expected: str) -> None:
    assert posted.typed({"x": [text, "other"]}, "x") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        ("3", 3),
        ("003", 3),
        ("0", None),
        ("4", None),
        ("-1", None),
        ("1.0", None),
        ("²", None),
        ("١", None),
        ("", None),
        (" 1", None),
        ("9" * 5000, None),
    ],
)
def test_place(text: str, expected: int | None) -> None:
    assert posted.place(text, 3) == expected


def test_places_are_different_and_in_the_order_posted() -> None:
    assert posted.places({"x": ["3", "1", "3", "z", "9"]}, "x", 3) == [3, 1]
    assert posted.places({}, "x", 3) == []


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (["b", "a", "c"], ["b", "a", "c"]),
        (["a", "b", "c"], ["a", "b", "c"]),
        (["b", "a"], ["a", "b", "c"]),
        (["a", "a", "b"], ["a", "b", "c"]),
        (["a", "b", "c", "c"], ["a", "b", "c"]),
        (["a", [], "c"], ["a", "b", "c"]),
        ("abc", ["a", "b", "c"]),
        (None, ["a", "b", "c"]),
    ],
)
def test_an_order_counts_only_when_it_is_whole(shown: object, expected: list[str]) -> None:
    assert posted.order_of(shown, ["a", "b", "c"]) == expected
