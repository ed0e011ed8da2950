"""When two names are one, and what may be one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.accounts.names import email_key, is_email, is_name, name_key, shown_name
from webapp.accounts.tokens import ALPHABET, in_groups, new_code, new_token, typed_code


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hana K", "hana  k"), ("ＨＡＮＡ", "hana"), ("Straße", "STRASSE"), (" x ", "x"), ("ﬁn", "FIN"), ("é", "e\u0301")],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize("name", ["hana", "한나", "O’Neil", "x", "n" * 80, "hana k."])
def test_a_name(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", " ", "a@b", "n" * 81, "a\nb", "a\u200bb", "a\u202eb", "\x00", "ﷺ" * 20])
def test_no_name(name: str) -> None:
    assert not is_name(name)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("hana@example.org", True),
        ("Hana.K+quiz@sub.example.org", True),
        ("hana@localhost", True),
        ("hana", False),
        ("@example.org", False),
        ("hana@", False),
        ("a b@example.org", False),
        ("a@b.org, c@d.org", False),
        ("a@b.org\nBcc: c@d.org", False),
        ("a" * 250 + "@b.org", False),
    ],
)
def test_an_address(address: str, is_one: bool) -> None:
    assert is_email(address) is is_one


def test_an_address_is_compared_without_case() -> None:
    assert email_key(" Hana@Example.ORG ") == "hana@example.org"


def test_a_name_is_kept_as_typed_but_for_spaces() -> None:
    assert shown_name("  Hana   K. ") == "Hana K."


@given(st.text())
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


def test_a_code_is_read_back_however_it_is_typed() -> None:
    code = new_code()
    forms = [code, in_groups(code), code.lower(), " ".join(code), in_groups(code).replace("-", "–")]
    assert [typed_code(each) for each in forms] == [code] * 5
    assert [typed_code(each) for each in ("", code[:-1], code + "A", "I" * 12, "é" * 12)] == [None] * 5


def test_codes_and_tokens_are_long_enough() -> None:
    assert (len(set(ALPHABET)), len(new_code()), len(new_token())) == (32, 12, 43)
    assert len({new_token() for _ in range(100)}) == 100
