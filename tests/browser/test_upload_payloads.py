"""S29, S32 to S35: what strangers put into files reaches no browser as a script, and no archive that is unsafe is kept.

Each page is opened twice: without the policy, so that it has to hold by itself, and with it, which must find nothing to
stop.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, StorageState

from tests.browser.hostile import CANARY
from tests.browser.household import sign_up, visitor
from tests.browser.payloads import CLASSES, archives, moodle, table
from tests.browser.site import Site
from tests.browser.study import Study

pytestmark = pytest.mark.browser

NAME = f'<img src=x onerror={CANARY}=1> " onfocus={CANARY}=1 .csv'
# What only a text that became a part of the page could have made. Pictures of questions are served by the app itself.
FOREIGN = (
    "img:not([src^='/']), iframe, object, embed, base, script:not([src]), svg script, [onerror], [onload], [onfocus], "
    "[ontoggle], [onmouseover], [onbegin], [style], [shadowrootmode], a[href*='script:' i], [action*='script:' i], "
    "math[href], form[id=getElementById], meta[http-equiv=refresh]"
)
RAN = f"""() => [
  ...(globalThis.{CANARY} === undefined ? [] : ["it ran"]),
  ...[document, ...[...document.querySelectorAll("template")].map((kept) => kept.content)]
    .flatMap((part) => [...part.querySelectorAll({FOREIGN!r})]).map((node) => node.outerHTML.slice(0, 200)),
]"""


@pytest.fixture(scope="module")
def site(school: Site) -> Site:
    return school


@pytest.fixture(scope="module")
def base_url(site: Site) -> str:
    return site.address


@pytest.fixture(scope="module")
def teachers(browser: Browser, site: Site) -> list[StorageState]:
    """One for each test: an account may bring so many files an hour."""
    states = []
    for name in ("ada", "ben", "cy"):
        context = visitor(browser, site, [])
        sign_up(context.new_page(), name)
        states.append(context.storage_state())
        context.close()
    with closing(sqlite3.connect(site.folder / "recollect.db", timeout=10)) as database, database:
        database.execute("UPDATE \"user\" SET role = 'teacher' WHERE name_key IN ('ada', 'ben', 'cy')")
    return states


class Two:
    """The same person in two browsers: one that knows no policy, and one that has it and says what it stopped."""

    def __init__(self, browser: Browser, site: Site, state: StorageState) -> None:
        self.said: list[str] = []
        self.bare = self._page(visitor(browser, site, [], storage_state=state, bypass_csp=True))
        self.strict = self._page(visitor(browser, site, self.said, storage_state=state))

    def _page(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.on("dialog", lambda dialog: self.said.append(dialog.message))
        return page

    def look(self, *addresses: str) -> None:
        for address in addresses:
            for page in (self.bare, self.strict):
                answer = page.goto(address)
                assert answer is not None and answer.ok, address
                page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
                assert page.evaluate(RAN) == [], address
        assert self.said == []

    def bring(self, name: str, data: bytes, address: str = "/banks/new", title: str = "") -> str:
        page = self.bare
        page.goto(address)
        if title:
            page.get_by_label("Title of the bank").fill(title)
        page.get_by_label("File").set_input_files(FilePayload(name=name, mimeType="text/plain", buffer=data))
        page.get_by_role("button", name="Check the questions").click()
        page.wait_for_url("**/uploads/*")
        return page.url.partition("?")[0].partition("#")[0]

    def save(self, preview: str) -> str:
        self.bare.goto(preview)
        self.bare.get_by_role("button", name=re.compile("^Save")).first.click()
        self.bare.wait_for_url("**/imports/*")
        return self.bare.url

    def close(self) -> None:
        self.bare.context.close()
        self.strict.context.close()


@pytest.fixture
def two(browser: Browser, site: Site, teachers: list[StorageState]) -> Iterator[Two]:
    made = Two(browser, site, teachers.pop())
    yield made
    made.close()


def answer_some(two: Two, slug: str, count: int) -> None:
    """Cards of the bank, answered: the feedback is a page of its own."""
    for page in (two.bare, two.strict):
        study = Study(page)
        study.begin(slug)
        for _ in range(count):
            assert page.evaluate(RAN) == []
            page.locator("main label.choice").first.click()
            study.go()
            study.wait("answer")
            assert page.evaluate(RAN) == []
            study.go_on()
            study.wait("question")


def test_s29_a_table_of_every_class_from_the_preview_to_the_browser_of_cards(two: Two) -> None:
    title = CLASSES["end of an element"]
    preview = two.bring(NAME, table(), title=title)
    two.look(
        f"{preview}?show=all", f"{preview}?show=all&page=2", f"{preview}?show=errors", f"{preview}/q0", f"{preview}/q18"
    )
    two.strict.goto(f"{preview}?show=all&page=2")
    shown = two.strict.locator("main").inner_text()
    assert f"Which? {CLASSES['template of the server']}" in shown  # a text without tags stays what it is
    report = two.save(preview)
    two.look(report, "/t/banks", "/banks")
    two.bare.goto(report)
    two.bare.get_by_role("link", name="Open the bank").click()
    two.bare.wait_for_url("**/t/banks/*")
    bank = two.bare.url
    slug = bank.rpartition("/")[2]
    two.look(bank, f"{bank}/questions", f"{bank}/export", f"/banks/{slug}", f"/try/{slug}")
    answer_some(two, slug, 2)
    two.look("/study/cards", "/study/cards?q=which", "/progress")
    changed = two.bring(NAME, table().replace(b"Which?", b"Which one?"), f"{bank}/upload")
    two.look(f"{changed}?show=all", f"{changed}/changes")


def test_s29_html_of_another_program_keeps_its_words_and_loses_its_scripts(two: Two) -> None:
    preview = two.bring("quiz.xml", moodle(), title="Moodle")
    two.look(f"{preview}?show=all", f"{preview}?show=all&page=2", f"{preview}/q0")
    two.look(two.save(preview))
    two.bare.get_by_role("link", name="Open the bank").click()
    two.bare.wait_for_url("**/t/banks/*")
    answer_some(two, two.bare.url.rpartition("/")[2], 2)


def test_s33_archives_and_xml_that_would_hurt_are_refused_with_a_reason(two: Two, site: Site, tmp_path: Path) -> None:
    page, passed = two.strict, []
    before = sorted(site.folder.rglob("*"))
    for name, data, reason in archives():
        (tmp_path / name).write_bytes(data)
        page.goto("/banks/new")
        page.get_by_label("File").set_input_files(tmp_path / name)
        page.get_by_role("button", name="Check the questions").click()
        page.locator("[data-problem]").wait_for()
        said = page.locator("[data-problem]").inner_text()
        assert reason in said, (name, reason, said)
        assert page.evaluate(RAN) == []
        passed.append(name)
    assert len(passed) == len(list(archives()))
    assert site.rows("SELECT count(*) FROM upload WHERE file_name IN ('a.zip', 'a.xml')") == [(0,)]
    assert [each for each in sorted(site.folder.rglob("*")) if each not in before] == []
