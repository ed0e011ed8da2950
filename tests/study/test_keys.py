"""Ids of log rows follow RFC 9562."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.study.keys import is_key, later_key, new_key, related_id

NOW = 1_795_514_400_000


def test_a_key_is_a_uuid_of_version_7_and_the_rfc_variant() -> None:
    made = uuid.UUID(new_key(NOW))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


@given(st.integers(0, (1 << 48) - 1))
def test_the_first_48_bits_are_the_instant(now: int) -> None:
    made = uuid.UUID(new_key(now))
    assert (made.int >> 80, made.version, made.variant) == (now, 7, uuid.RFC_4122)


def test_the_example_of_the_rfc_has_the_instant_of_its_text() -> None:
    """RFC 9562, appendix A.6: 22 February 2022, 14:22:22 at UTC-5."""
    example = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    assert new_key(0x017F22E279B0)[:15] == example[:15]
    assert is_key(example)


def test_keys_of_one_instant_differ_in_their_74_random_bits() -> None:
    made = [uuid.UUID(new_key(NOW)).int for _ in range(200)]
    assert len(set(made)) == 200
    fixed = (0xFFFFFFFFFFFF << 80) | (0xF << 76) | (0b11 << 62)
    changing = 0
    for value in made:
        changing |= value ^ made[0]
    assert changing == (1 << 128) - 1 & ~fixed  # each of them was seen both set and clear


def test_a_later_instant_sorts_later() -> None:
    keys = [new_key(NOW + ms) for ms in (0, 1, 1000, 86_400_000)]
    assert keys == sorted(keys)


@given(st.integers(0, 2**44), st.lists(st.integers(0, 2**44), max_size=5))
def test_a_key_can_be_made_to_sort_behind_others(now: int, others: list[int]) -> None:
    earlier = [new_key(other) for other in others]
    assert all(key < later_key(now, earlier) for key in earlier)
    assert uuid.UUID(later_key(now, earlier)).int >> 80 == max([now, *(other + 1 for other in others)])


@given(st.uuids(version=4))
def test_a_uuid_in_canonical_form_is_a_key(value: uuid.UUID) -> None:
    assert is_key(str(value))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398ff",
        "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
        "017f22e279b07cc398c4dc0c0c07398f",
        "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
        "urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n",
        " 017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-0cc3-98c4-dc0c0c07398f",  # version 0
        "017f22e2-79b0-9cc3-98c4-dc0c0c07398f",  # version 9
        "017f22e2-79b0-7cc3-78c4-dc0c0c07398f",  # another variant
        "٠17f22e2-79b0-7cc3-98c4-dc0c0c07398f",  # a digit, though not one of ours
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398f' OR 1=1",
    ],
)
def test_anything_else_is_no_key(text: str) -> None:
    assert not is_key(text)


@given(st.text(max_size=60))
def test_no_text_breaks_the_check(text: str) -> None:
    assert is_key(text) is False


def test_a_related_id_is_the_same_again_and_a_key_itself() -> None:
    key = new_key(NOW)
    first = related_id(key, "claimed")
    assert first == related_id(key, "claimed")
    assert is_key(first)


def test_related_ids_differ_by_purpose_and_by_key() -> None:
    one, two = new_key(NOW), new_key(NOW)
    assert len({related_id(key, purpose) for key in (one, two) for purpose in ("claimed", "void", "reschedule")}) == 6
