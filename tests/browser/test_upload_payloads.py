"""S29, S32 to S35: what strangers put into files reaches no browser as a script, and no archive that is unsafe is kept.

Each page is opened twice: without the policy, so that it has to hold by itself, and with it, which must find nothing to
stop.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState

from tests.browser.hostile import CANARY
from tests.browser.payloads import CLASSES, archives, moodle, table
from tests.browser.site import Site
from tests.browser.study import Study
from tests.browser.two import RAN, Two, teacher

pytestmark = pytest.mark.browser

NAME = f'<img src=x onerror={CANARY}=1> " onfocus={CANARY}=1 .csv'


@pytest.fixture(scope="module")
def site(school: Site) -> Site:
    return school


@pytest.fixture(scope="module")
def base_url(site: Site) -> str:
    return site.address


@pytest.fixture(scope="module")
def teachers(browser: Browser, site: Site) -> list[StorageState]:
    """One for each test: an account may bring so many files an hour."""
    return [teacher(browser, site, name) for name in ("ben", "cy", "dan", "eve")]


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


LURES = (
    "<p onclick=x>",
    "<a href='javascript:x'>x</a>",
    "<a href='//stranger.example'>x</a>",
    "<a rel=nofollow href='data:x'>x</a>",
    "<form action='https://stranger.example'></form>",
    "<b style='color:red'>x</b>",
    "<svg><script>x</script></svg>",
    "<template><iframe></iframe></template>",
)


def test_what_could_run_is_noticed_and_what_runs_is_heard(two: Two) -> None:
    page = two.bare
    for lure in LURES:
        page.goto("/help")
        assert page.evaluate(RAN) == []
        page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", lure)
        assert len(page.evaluate(RAN)) == 1, lure
    two.hear()
    page.evaluate("alert('a')")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"https://stranger.example/x.png\">')")
    page.wait_for_timeout(100)
    with pytest.raises(AssertionError, match=r"alert a at .*asks https://stranger.example/x.png"):
        two.hear()
