"""Finding the accepted answer that a typed one fits."""

from typing import Any

import pytest

from webapp.kinds.accepted import NO_MATCH, Match, best_match, best_text
from webapp.kinds.typed_text import TOLERANT


def entry(text: str, weight: float = 1.0, mode: str = "tolerant") -> dict[str, Any]:
    return {"text": text, "weight": weight, "why": "", "mode": mode}


THREE = [entry("treaty", 0.5), entry("alliance"), entry("alliances", 0.0)]


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("Treaty", Match(0, 0.5, False)),
        ("an alliance", Match(1, 1.0, False)),
        ("alliances", Match(2, 0.0, False)),
        ("aliance", Match(1, 1.0, True)),
        ("treety", Match(0, 0.5, True)),
        ("alliancesx", NO_MATCH),
        ("pact", NO_MATCH),
    ],
)
def test_fits_before_slips_and_weight_before_order(typed: str, match: Match) -> None:
    assert best_match(typed, THREE, TOLERANT, has_near=True) == match


def test_of_equals_the_first_counts() -> None:
    accept = [entry("pact"), entry("Pact"), entry("pacts")]
    assert best_match("pact", accept, TOLERANT, has_near=True) == Match(0, 1.0, False)


def test_a_slip_belongs_to_the_best_weighted_answer_within_reach() -> None:
    accept = [entry("alliances", 0.5), entry("alliance")]
    assert best_match("alliancez", accept, TOLERANT, has_near=True) == Match(1, 1.0, True)


@pytest.mark.parametrize(
    ("mode", "has_near", "match"),
    [
        ("tolerant", True, Match(0, 1.0, True)),
        ("tolerant", False, NO_MATCH),
        ("near", False, Match(0, 1.0, False)),
        ("exact", True, NO_MATCH),
        ("wildcard", True, NO_MATCH),
        ("contains", True, NO_MATCH),
    ],
)
def test_which_modes_know_slips(mode: str, has_near: bool, match: Match) -> None:
    assert best_match("hegemny", [entry("hegemony", mode=mode)], TOLERANT, has_near) == match


@pytest.mark.parametrize(
    ("accept", "text"),
    [
        ([entry("pact")], "pact"),
        ([entry("pakt", 0.5), entry("pact"), entry("treaty")], "pact"),
        ([entry("sun*", mode="wildcard"), entry("sunlight", mode="wildcard")], "sunlight"),
        ([entry("sun*light", mode="wildcard")], "sun…light"),
        ([entry("2*3")], "2*3"),
    ],
)
def test_the_answer_to_show(accept: list[dict[str, Any]], text: str) -> None:
    assert best_text(accept) == text
