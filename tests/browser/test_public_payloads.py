"""S29, with public lists of payloads: from a file that is brought to the pages that students see, nothing runs.

`make test` sends some of them, the same each time; `make payloads-test` sends every one in every format.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState

from tests.browser.listening import PATIENCE
from tests.browser.packed import FORMS
from tests.browser.site import Site
from tests.browser.study import Study
from tests.browser.two import Two, teacher
from tests.payload_lists import all_payloads, by_list, needed
from webapp.study.forms import LONGEST_COMMENT

pytestmark = [pytest.mark.browser, needed]

IS_WHOLE = os.environ.get("PAYLOADS") == "all"
SOME = ("csv", "markdown.yaml", "html.yaml", "moodle.xml")  # one of each way that a text takes
STUDIED = {"markdown.yaml": 1, "html.yaml": 1, "moodle.xml": 1}  # of the others, which are shown alike, one in four
SHARE = 60  # one in so many is sent where not all are
PREVIEWED, EDITS, LISTED, FOUND, REPORTED = 20, 30, 50, 50, 25  # questions on a page


@pytest.fixture(scope="module")
def site(school: Site) -> Site:
    return school


@pytest.fixture(scope="module")
def base_url(site: Site) -> str:
    return site.address


@pytest.fixture(scope="module")
def first(browser: Browser, site: Site) -> StorageState:
    return teacher(browser, site, "ada")


@pytest.fixture
def two(browser: Browser, site: Site, first: StorageState, request: pytest.FixtureRequest) -> Iterator[Two]:
    """Of one account for the small run; of one each where more answers are given than one may give."""
    form = request.node.callspec.params["form"]
    own = teacher(browser, site, f"ada{list(FORMS).index(form)}") if IS_WHOLE else first
    made = Two(browser, site, own)
    for page in (made.bare, made.strict):
        page.set_default_timeout(60_000 if IS_WHOLE else PATIENCE)  # a page of five thousand payloads takes its time
    yield made
    made.close()


def chosen(place: int) -> list[str]:
    every = all_payloads()
    return every if IS_WHOLE else every[place::SHARE]


def pages(address: str, count: int, size: int) -> list[str]:
    sign = "&" if "?" in address else "?"
    return [f"{address}{sign}page={n}" for n in range(1, -(-count // size) + 1)]


def answer(two: Two, page: Page, site: Site, slug: str, question: str) -> None:
    """One card, from the question to its feedback, with everything unfolded."""
    page.goto(site.card(question, bank=slug))
    study = Study(page)
    study.wait("question")
    two.check(page)
    page.locator("main label.choice").first.click()
    study.go()
    study.wait("answer")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    two.check(page)


def report(two: Two, site: Site, slug: str, question: str, words: str) -> None:
    page = two.bare
    page.goto(site.card(question, bank=slug))
    page.get_by_role("link", name="Report a problem with this question").click()
    page.get_by_label("Something else").check()
    page.get_by_label("What did you notice?").fill(words)
    page.get_by_role("button", name="Send report").click()
    page.wait_for_url("**/study/reported?*")
    two.check(page)


def comments(payloads: list[str]) -> list[str]:
    """All payloads in as few comments as hold them."""
    made = [""]
    for each in payloads:
        line = " ".join(each.split())[: LONGEST_COMMENT - 1] + " "
        if len(made[-1]) + len(line) > LONGEST_COMMENT:
            made.append("")
        made[-1] += line
    return made


def bring(two: Two, payloads: list[str], form: str) -> tuple[str, int]:
    """The address of the preview and how many questions it has. Names are payloads, too."""
    names = [each for each in payloads if len(each) < 60 and not set("/\\\n") & set(each)]
    preview = two.bring(f"{names[0]}.{form}", FORMS[form](payloads), title=names[-1])
    count = int(two.bare.locator("nav[aria-label=Show] a").first.inner_text().rpartition("(")[2].rstrip(")"))
    assert count * 22 >= len(payloads)
    return preview, count


def look_at_the_upload(two: Two, preview: str, count: int, each: int) -> str:
    """Every page of the preview, some forms to mend, and the bank that it becomes."""
    two.look(*pages(f"{preview}?show=all", count, PREVIEWED), f"{preview}?show=errors")
    two.look(*(f"{preview}/q{n}" for n in range(0, count, each)))
    two.look(two.save(preview))
    two.bare.get_by_role("link", name="Open the bank").click()
    two.bare.wait_for_url("**/t/banks/*")
    return two.bare.url


def study(two: Two, site: Site, slug: str, questions: list[str]) -> None:
    for number, question in enumerate(questions):
        answer(two, two.bare, site, slug, question)
        if number % 10 == 0:
            answer(two, two.strict, site, slug, question)
    two.look(*pages(f"/study/cards?bank={slug}", len(questions), FOUND))


def tour(two: Two, site: Site, bank: str, questions: list[str], said: list[str]) -> None:
    """What else shows words of a bank, of its questions, or of those who report them."""
    slug = bank.rpartition("/")[2]
    two.look(f"{bank}/export", f"/try/{slug}", "/me/data", "/t/banks", "/banks", "/study/cards?q=which")
    two.look(f"/study/history?card={site.card(questions[0], bank=slug).partition('card=')[2]}")
    for question, words in zip(questions, said, strict=False):
        report(two, site, slug, question, words)
    two.look(*pages(f"{bank}/reports", len(said), REPORTED), "/study/reports")


def change(two: Two, bank: str, form: str, data: bytes, count: int) -> None:
    """The file once more with another word in each question: the differences, and the report of them."""
    changed = two.bring(f"b.{form}", data.replace(b"Which?", b"Which one?"), f"{bank}/upload")
    two.look(*pages(f"{changed}/changes", count, EDITS))
    two.look(two.save(changed))


@pytest.mark.parametrize("form", FORMS if IS_WHOLE else SOME)
def test_s29_public_payloads_run_on_no_page(two: Two, site: Site, form: str) -> None:
    payloads = chosen(list(FORMS).index(form))
    preview, count = bring(two, payloads, form)
    bank = look_at_the_upload(two, preview, count, 1 if IS_WHOLE and form == "html.yaml" else 25)
    slug = bank.rpartition("/")[2]
    two.look(bank, *pages(f"{bank}/questions", count, LISTED), f"/banks/{slug}")
    of_bank = "SELECT q.external_id FROM question q JOIN bank b ON b.id = q.bank_id WHERE b.slug = ?"
    asked = [row[0] for row in site.rows(of_bank, slug)]
    study(two, site, slug, asked[:: STUDIED.get(form, 4)] if IS_WHOLE else asked[:1])
    if IS_WHOLE or form == "csv":
        tour(two, site, bank, asked, comments(payloads)[: len(asked) if form == "csv" else 1])
    if IS_WHOLE or form == "html.yaml":
        change(two, bank, form, FORMS[form](payloads), count)
    print(f"{form}: {len(payloads)} payloads in {count} questions, {two.looked} looks")  # noqa: T201 - what `make payloads-test` is asked


def test_the_lists_are_worth_their_name() -> None:
    counts = {name: len(own) for name, own in by_list().items()}
    print(counts)  # noqa: T201 - as above
    assert sum(counts.values()) > 4_000
