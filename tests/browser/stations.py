"""Every page and every side of every card, as addresses that one learner can open again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import APIRequestContext, Browser, Page

from tests.browser.hands import KINDS, RECALL
from tests.browser.listening import listen
from tests.browser.site import BANKS, Site, address_of
from tests.html import forms_of, read_strictly
from tests.kinds.right_forms import right_form
from webapp.exchange.bankfile import read_bank
from webapp.study.pages import shuffle_seed

# What somebody opens who has never been here.
STRANGERS = (
    "/",
    "/study",
    "/try/kinds",
    "/banks",
    "/banks?q=nothing+is+called+so",
    "/banks/history",
    "/me/settings",
    "/study-options",
    "/study-options/reschedule",
    "/study/backlog",
    "/study/breaks",
    "/study/cards",
    "/study/done-lately",
    "/study/exam",
    "/study/own",
    "/me/data",
    "/progress",
    "/login",
    "/signup",
    "/reset",
    "/help",
    "/about",
    "/privacy",
    "/accessibility",
    "/nothing/here",
)
# What looks different to somebody who has studied.
RETURNING = (
    *("/", "/try/long", "/banks", "/banks/long", "/me/settings?saved=1"),
    *("/progress", "/progress?bank=long&by=paragraph", "/progress/figures", "/progress/forecasts"),
    *(
        "/study-options?saved=retention",
        "/study/cards",
        "/study/cards?all=1&sort=missed&missed=1",
        "/study/cards?q=zzz",
        "/study/done-lately",
    ),
    *("/study/exam?day=2027-01-31&bank=kinds", "/study/own?kind=whole"),
)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Stations:
    state: Any  # the cookies of the learner
    strangers: dict[str, str]
    pages: dict[str, str]
    cards: dict[str, str]

    def without(self, beginning: str) -> Stations:
        """Without the cards whose names begin so."""
        return replace(
            self, cards={name: address for name, address in self.cards.items() if not name.startswith(beginning)}
        )

    def only(self, *names: str) -> Stations:
        """These cards and nothing else."""
        return replace(self, strangers={}, pages={}, cards={name: self.cards[name] for name in names})

    def visits(self, browser: Browser, base_url: str, said: list[str], **how: Any) -> Iterator[tuple[str, Page]]:
        """Open one after the other, in a browser made so, and ready to be used; `said` takes its complaints."""
        for state, addresses in ((None, self.strangers), (self.state, self.pages), (self.state, self.cards)):
            context = browser.new_context(base_url=base_url, storage_state=state, **how)
            listen(context, said, base_url)
            page = context.new_page()
            for name, address in addresses.items():
                page.goto(address)
                if page.locator("[data-study]").count():
                    page.locator("main[data-state]").wait_for(state="attached")
                yield name, page
            context.close()


def contents_of(bank: str) -> dict[str, Any]:
    file = BANKS / f"{bank}.yaml"
    found = read_bank(file.read_bytes(), file.name).bank
    assert found is not None
    return {draft.external_id: draft.content for draft in found.questions}


def answered(site: Site, request: APIRequestContext, bank: str, question: str, content: Any, *, right: bool) -> str:
    """Answer a card without a browser's help; the address of what comes then."""
    ticket = site.ticket(question, bank)
    page = read_strictly(request.get(address_of(ticket)).text())
    form = next(form for form in forms_of(page) if form.action == "/study/answer")
    fields = right_form(content, "", shuffle_seed(ticket))
    pairs = [(name, value) for name, values in (fields if right else wrong(fields)).items() for value in values]
    sent = [(name, value) for name, value in form.fields if name not in fields] + pairs
    response = request.post("/study/answer", data=urlencode(sent), headers=FORM)
    assert "/r/" in response.url, response.url
    return urlsplit(response.url).path


def wrong(right: dict[str, list[str]]) -> dict[str, list[str]]:
    """An answer to the same card that is not right: other options, other words, each row with the next one's value."""
    if "choice" in right:
        return {"choice": [number for number in ("1", "2", "3") if number not in right["choice"]][:1]}
    if set(right) <= {"text", "number"}:
        return {name: ["9"] for name in right}
    values = [*right.values()]
    turned = dict(zip(right, [*values[1:], values[0]], strict=True))
    return {name: ["fog"] if name == "gap-1" else value for name, value in turned.items()}


def stations(site: Site, browser: Browser) -> Stations:
    context = browser.new_context(base_url=site.address)
    request = context.request
    cards: dict[str, str] = {}
    for bank in ("kinds", "long"):
        contents = contents_of(bank)
        for name in KINDS:
            cards[f"{bank} {name}: question"] = site.card(name, bank=bank)
            if name in RECALL:
                cards[f"{bank} {name}: answer"] = site.card(name, bank=bank, is_revealed=True)
                continue
            # A right answer shows less than a wrong one; two kinds stand for all.
            for right in (True, False) if bank == "kinds" and name in ("choice", "cloze") else (False,):
                side = "right" if right else "wrong"
                path = answered(site, request, bank, name, contents[name], right=right)
                cards[f"{bank} {name}: {side}"] = path
    session = cards["long choice: wrong"].split("/r/")[0]
    ticket = urlsplit(cards["long choice: question"]).query
    pages = {path: path for path in RETURNING} | {
        "summary": f"{session}/done",
        "report": f"/study/report?{ticket}",
        "reported": f"/study/reported?{ticket}",
        "history": f"/progress/cards/{site.ticket('choice', 'long').question_id}",
    }
    state = context.storage_state()
    context.close()
    return Stations(state, {f"stranger {path}": path for path in STRANGERS}, pages, cards)
