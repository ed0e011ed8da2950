"""A ticket is believed only when it was made here and nobody changed it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.study.tickets import Ticket, TicketRefused, opened, signed, ticket_keys

KEYS = ticket_keys(["the key in use"])
TICKET = Ticket("01a20cff-7d00-76d8-b13f-8ed502fc5ce4", 12, "forward", 34, 1_795_514_400_000, 2, 5, 15)

tickets = st.builds(
    Ticket,
    st.uuids().map(str),
    st.integers(1, 2**31),
    st.sampled_from(["", "1", "2", "forward", "backward"]),
    st.integers(1, 2**31),
    st.integers(0, 2**48),
    st.integers(0, 100),
    st.integers(0, 2**31),
    st.integers(1, 45),
)


def refused(text: str, keys: list[bytes] = KEYS) -> bool:
    try:
        opened(text, keys)
    except TicketRefused:
        return True
    return False


@given(tickets)
def test_a_ticket_comes_back_as_it_went_out(ticket: Ticket) -> None:
    assert opened(signed(ticket, KEYS), KEYS) == ticket


def test_a_ticket_speaks_of_its_card() -> None:
    assert TICKET.card == (12, "forward")


@given(tickets, st.data())
def test_one_changed_character_is_refused(ticket: Ticket, data: st.DataObject) -> None:
    text = signed(ticket, KEYS)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda sign: sign != text[place]))
    assert refused(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize("field", range(len(TICKET)))
def test_each_field_is_under_the_signature(field: int) -> None:
    parts = signed(TICKET, KEYS).split("~")
    parts[field] += "0"
    assert refused("~".join(parts))


def test_fields_cannot_be_moved_across_their_borders() -> None:
    parts = signed(TICKET._replace(facet="1"), KEYS).split("~")
    assert refused("~".join([parts[0], parts[1] + parts[2], "", *parts[3:]]))


@pytest.mark.parametrize(
    "text",
    ["", "~", "~~~~~~~~", "1~2", "no ticket", "é~ü", "☃" * 9, "a~\udcff", "x" * 10_000, "\x00~\x00", "~" + "A" * 24],
)
def test_foreign_text_is_refused(text: str) -> None:
    assert refused(text)


@given(st.text(max_size=200))
def test_no_text_is_a_ticket(text: str) -> None:
    assert refused(text)


def test_a_ticket_without_its_mark_or_with_an_empty_one_is_refused() -> None:
    body = signed(TICKET, KEYS).rpartition("~")[0]
    assert refused(body)
    assert refused(body + "~")


def test_a_ticket_of_another_app_is_refused() -> None:
    assert refused(signed(TICKET, ticket_keys(["another key"])))


def test_after_a_rotation_old_tickets_are_believed_and_new_ones_bear_the_new_key() -> None:
    rotated = ticket_keys(["the next key", "the key in use"])
    assert opened(signed(TICKET, KEYS), rotated) == TICKET
    assert signed(TICKET, rotated) == signed(TICKET, ticket_keys(["the next key"]))
    assert refused(signed(TICKET, rotated), KEYS)


def test_a_key_that_was_taken_away_is_believed_no_more() -> None:
    assert refused(signed(TICKET, KEYS), ticket_keys(["the next key", "the one after it"]))


def test_text_and_bytes_of_a_secret_are_one_key() -> None:
    assert ticket_keys(["clé"]) == ticket_keys(["clé".encode()])


def test_the_secret_itself_does_not_sign() -> None:
    assert refused(signed(TICKET, [b"the key in use"]))
