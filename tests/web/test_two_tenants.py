"""S1, S2, S10: two schools on one site. What is another's is answered like what there is not, to the letter,
and no page tells one school a word of the other."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.client import Browser
from tests.web.access_row import Row
from tests.web.access_table import TABLE
from tests.web.tenants import Person, Tenant, build_tenants
from tests.web.test_access_matrix import MISSING, NAMES, OWN, ask, said
from tests.web.world import rows_of

Name = tuple[str, str]
GETS = [name for name in NAMES if name[1] == "GET"]
# Addresses that name a bank; a teacher's own is in no list of anybody else's.
OF_BANKS: dict[Name, Row] = {
    ("study.bank", "GET"): TABLE["study.bank", "GET"],
    ("study.try_bank", "GET"): TABLE["study.try_bank", "GET"],
    ("study.study", "GET"): TABLE["study.study", "GET"]._replace(query={"bank": "{slug}"}),
}
NO_PICTURE = f"{0:032}.png"  # whoever knows the key of one may see it
NO_BANK = {"slug": "no-such-bank"}


@pytest.fixture
def tenants(app: Flask) -> tuple[Tenant, Tenant]:
    return build_tenants(app)


def everybody(tenants: tuple[Tenant, Tenant]) -> dict[str, Person]:
    return {f"{each.canary} {name}": person for each in tenants for name, person in each.people.items()}


def seen(response: TestResponse) -> tuple[Any, ...]:
    """All that tells one answer from another: status, body, and headers but for the request's number and the length,
    to which a random one is added."""
    own = {"x-request-id", "content-length", "set-cookie"}
    return (
        response.status_code,
        said(response),
        sorted(pair for pair in response.headers if pair[0].lower() not in own),
    )


@pytest.mark.slow  # eight people, each asking for what each other one has
@pytest.mark.parametrize("name", OWN, ids=" ".join)
def test_s01_s02_what_is_anothers_is_answered_to_the_letter_like_what_there_is_not(
    app: Flask, tenants: tuple[Tenant, Tenant], name: Name
) -> None:
    row, people = TABLE[name], everybody(tenants)
    before = rows_of(app)
    for who, person in people.items():
        if row.needs_login and who.endswith("guest"):
            continue  # led to the login whatever they ask for
        missing = seen(ask(app, person.browser, name, row, person.own | MISSING | {"open_ticket": "nobody's"}))
        assert missing[0] in (303, 404)
        for owner, other in people.items():
            named = [other.own[each] for each in row.own]
            is_shared = named == [person.own[each] for each in row.own]  # a question that both have answered
            if owner != who and None not in named and not is_shared:
                assert (who, owner, seen(ask(app, person.browser, name, row, other.own))) == (who, owner, missing)
    assert rows_of(app) == before


@pytest.mark.parametrize("name", list(OF_BANKS), ids=" ".join)
def test_s02_s10_a_bank_of_another_school_is_no_bank(app: Flask, tenants: tuple[Tenant, Tenant], name: Name) -> None:
    before = rows_of(app)
    for ours, theirs in (tenants, tenants[::-1]):
        bank = theirs.people["teacher"].own
        assert bank["slug"] == f"{theirs.canary}-bank"
        for who, person in ours.people.items():
            missing = seen(ask(app, person.browser, name, OF_BANKS[name], bank | NO_BANK))
            assert (who, seen(ask(app, person.browser, name, OF_BANKS[name], bank))) == (who, missing)
        assert ask(app, theirs.people["teacher"].browser, name, OF_BANKS[name], bank).status_code == 200
    assert rows_of(app) == before


@pytest.mark.slow  # a hundred and more pages
@pytest.mark.parametrize("side", [0, 1])
def test_s10_no_page_of_one_school_holds_a_word_of_the_other(
    app: Flask, tenants: tuple[Tenant, Tenant], side: int
) -> None:
    ours, theirs = tenants[side], tenants[1 - side]
    seen_own: set[str] = set()
    for name in GETS:
        for who, person in ours.people.items():
            for ids in (person.own, theirs.people["teacher"].own, theirs.people["guest"].own | {"user_id": 1}):
                text = whole(ask(app, person.browser, name, TABLE[name], ids | {"file_name": NO_PICTURE}))
                assert theirs.canary not in text.replace(str(ids["slug"]), ""), (who, name)
                seen_own |= {who} if ours.canary in text else set()
    assert seen_own == set(ours.people)  # the word does stand in what they may see


def test_s10_an_export_holds_ones_own_words_and_nobody_elses(app: Flask, tenants: tuple[Tenant, Tenant]) -> None:
    for ours, theirs in (tenants, tenants[::-1]):
        for person in ours.people.values():
            file = person.browser.send("/me/data/download").get_data()
            with zipfile.ZipFile(io.BytesIO(file)) as archive:
                text = "".join(archive.read(each).decode() for each in archive.namelist())
            assert (ours.canary in text, theirs.canary in text) == (True, False)


def test_s10_a_search_finds_what_the_list_shows(app: Flask, tenants: tuple[Tenant, Tenant]) -> None:
    ours, theirs = tenants
    for who, person in ours.people.items():
        assert shown(person.browser, theirs.canary) == []
        own = [f"/banks/{ours.canary}-bank"] if who == "teacher" else []
        assert shown(person.browser, ours.canary) == own


def shown(client: Browser, words: str) -> list[str]:
    client.get("/banks", query_string={"q": words})
    assert client.last is not None
    found = {each.get("href", "") for each in client.last.iter("a")}
    return sorted(address for address in found if address.startswith("/banks/") and address != "/banks/new")


def whole(response: TestResponse) -> str:
    return response.get_data(as_text=True) + response.headers.get("Location", "")
