"""A file brought to a bank in a real browser: by the keyboard, without script, and looked at in both themes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.household import command, sign_up, visitor
from tests.browser.site import Site
from tests.browser.test_pages_of_accounts import Album
from tests.teaching.teacher import WRONG

pytestmark = pytest.mark.browser

CHANGED = WRONG.replace("Which gas do", "Which of these gases do").replace("q3,", "q7,").replace("Root,2", "Root,1")


@pytest.fixture(scope="module")
def site(school: Site) -> Site:
    return school


@pytest.fixture(scope="module")
def base_url(site: Site) -> str:
    return site.address


@pytest.fixture(scope="module")
def plants(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "plants.csv").write_text(WRONG)
    (folder / "changed.csv").write_text(CHANGED)
    return folder


def teacher(browser: Browser, site: Site, name: str, said: list[str], **how: object) -> BrowserContext:
    context = visitor(browser, site, said)
    page = context.new_page()
    sign_up(page, name)
    command(site, "users", "role", name, "teacher")
    if not how:
        return context
    state = context.storage_state()
    context.close()
    return visitor(browser, site, said, storage_state=state, **how)


NAME_OF_FOCUS = """() => {
  const node = document.activeElement;
  const words = node.labels?.length ? node.labels[0].textContent : node.getAttribute("aria-label") ?? node.textContent;
  return words.trim().replace(/\\s+/g, " ");
}"""


def tab_to(page: Page, name: str) -> None:
    """With the Tab key alone, to the control of that name."""
    for _press in range(150):
        page.keyboard.press("Tab")
        if page.evaluate(NAME_OF_FOCUS).startswith(name):
            return
    raise AssertionError(f"no way to {name}")


def press_on(page: Page, name: str, address: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def test_without_script_a_file_is_checked_mended_and_saved(browser: Browser, site: Site, plants: Path) -> None:
    said: list[str] = []
    page = teacher(browser, site, "noor", said, java_script_enabled=False).new_page()
    page.goto("/banks/new")
    page.get_by_label("File").set_input_files(plants / "plants.csv")
    page.get_by_role("button", name="Check the questions").click()
    assert page.get_by_role("heading", level=1).inner_text() == "3 ready, 1 with errors"
    page.get_by_role("link", name=re.compile("^Mend")).click()
    page.get_by_role("checkbox", name="Option 1 is right").check()
    page.get_by_role("button", name="Keep it so").click()
    page.get_by_role("button", name="Save 4 questions").click()
    assert page.get_by_role("heading", level=1).inner_text() == "4 questions saved"
    page.get_by_role("button", name="Undo the upload").click()
    assert page.get_by_role("heading", level=1).inner_text() == "This upload was taken back"
    assert said == []
    page.context.close()


def test_by_the_keyboard_alone(browser: Browser, site: Site, plants: Path) -> None:
    said: list[str] = []
    page = teacher(browser, site, "omar", said).new_page()
    page.goto("/banks/new")
    tab_to(page, "Check the questions")
    page.keyboard.press("Enter")
    page.locator("[data-problem]").wait_for()
    assert page.evaluate("document.activeElement.hasAttribute('data-problem')")
    said.clear()  # a browser says that the form was refused
    page.get_by_label("File").set_input_files(plants / "plants.csv")  # the system's own dialogue
    press_on(page, "Check the questions", "**/uploads/*")
    press_on(page, "Mend", "**/uploads/*/r0?*")
    tab_to(page, "Option 1 is right")
    page.keyboard.press("Space")
    press_on(page, "Keep it so", "**/uploads/*note=mended*")
    press_on(page, "Save 4 questions", "**/imports/*")
    press_on(page, "Open the bank", "**/t/banks/*")
    page.goto(f"{page.url}/upload")
    page.get_by_label("File").set_input_files(plants / "changed.csv")
    press_on(page, "Check the questions", "**/uploads/*")
    press_on(page, "See the changes and decide", "**/changes")
    tab_to(page, "What to do")
    page.keyboard.type("Skip")
    tab_to(page, "Retire “Which part makes seeds?”")
    page.keyboard.press("Space")
    press_on(page, "Keep these choices", "**/uploads/*")
    press_on(page, "Save", "**/imports/*")
    assert counted(page) == DECIDED
    assert said == []
    page.context.close()


def counted(page: Page) -> dict[str, str]:
    """What the report says happened, without what happened to none."""
    rows = [
        row.locator("th, td").all_inner_texts() for row in page.locator("main table").first.locator("tbody tr").all()
    ]
    return {what: count for what, count, _about in rows if count != "0"}


DECIDED = {
    "Changed": "1",
    "New": "1",
    "Skipped": "1",
    "Stayed out, with errors": "1",
    "Questions in the file": "4",
    "Not in the file, retired": "1",
}


def test_without_script_changes_are_chosen_one_by_one(browser: Browser, site: Site, plants: Path) -> None:
    said: list[str] = []
    page = teacher(browser, site, "sami", said, java_script_enabled=False).new_page()
    page.goto("/banks/new")
    page.get_by_label("File").set_input_files(plants / "plants.csv")
    page.get_by_role("button", name="Check the questions").click()
    page.get_by_role("button", name="Save 3 questions").click()
    page.get_by_role("link", name="Open the bank").click()
    page.goto(f"{page.url}/upload")
    page.get_by_label("File").set_input_files(plants / "changed.csv")
    page.get_by_role("button", name="Check the questions").click()
    page.get_by_role("link", name="See the changes and decide").click()
    page.get_by_label("What to do, 1").select_option("skip")
    page.get_by_label("Retire “Which part makes seeds?”").check()
    page.get_by_role("button", name="Keep these choices").click()
    page.get_by_role("button", name=re.compile("^Save")).click()
    assert counted(page) == DECIDED
    assert said == []
    page.context.close()


def test_each_page_in_both_themes_and_at_three_widths(browser: Browser, site: Site, plants: Path) -> None:
    album = Album()
    page = teacher(browser, site, "rika", album.said).new_page()
    album.visit(page, "/t/banks", "/banks/new")
    page.get_by_label("File").set_input_files(plants / "plants.csv")
    page.get_by_role("button", name="Check the questions").click()
    page.wait_for_url("**/uploads/*")
    upload = page.url
    album.visit(page, f"{upload}?show=all", f"{upload}/r0", f"{upload}/q0")
    page.goto(upload)
    page.get_by_role("button", name="Save 3").click()
    page.wait_for_url("**/imports/*")
    album.look(page, "the report")
    page.get_by_role("link", name="Open the bank").click()
    page.wait_for_url("**/t/banks/*")
    bank = page.url
    album.visit(page, bank, "/t/banks", f"{bank}/questions", f"{bank}/export", f"{bank}/reports", f"{bank}/upload")
    page.get_by_label("File").set_input_files(plants / "changed.csv")
    page.get_by_role("button", name="Check the questions").click()
    page.wait_for_url("**/uploads/*")
    album.visit(page, page.url, f"{page.url}/changes")
    assert album.faults == {}
    page.context.close()


class SlowWay:
    """The way to the app as slow as asked, and its answer kept back until it is let go: what is shown in between stands
    for as long as the test needs to look, however busy the machine is."""

    def __init__(self, page: Page) -> None:
        self._tools = page.context.new_cdp_session(page)
        self._tools.send("Network.enable")
        self._tools.send("Fetch.enable", {"patterns": [{"urlPattern": "*/banks/new", "requestStage": "Response"}]})

    def send_at(self, bytes_a_second: int) -> None:
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
        self._tools.send("Network.emulateNetworkConditions", slow)

    def let_go(self) -> None:
        self._tools.send("Fetch.disable")


def test_a_large_file_says_how_far_it_is_and_a_refused_one_why(browser: Browser, site: Site, plants: Path) -> None:
    said: list[str] = []
    context = teacher(browser, site, "patient", said)
    page = context.new_page()
    rows = "".join(f"r{n},What is {n} and {n}?,{2 * n},{2 * n + 1},1,Sums,It is twice {n}.\n" for n in range(2000))
    (plants / "large.csv").write_text(WRONG.split("\n")[0] + "\n" + rows)
    page.goto("/banks/new")
    bar = page.get_by_role("progressbar")
    assert not bar.is_visible()
    way = SlowWay(page)
    way.send_at(5_000)
    page.set_input_files("input[type=file]", plants / "large.csv")
    page.get_by_role("button", name="Check the questions").click()
    page.get_by_text(re.compile(r"Sending the file: \d+ %")).wait_for()
    assert 0 <= float(bar.get_attribute("value") or "nothing") < 1
    way.send_at(-1)
    page.get_by_text("Reading the file").wait_for()
    assert bar.get_attribute("value") is None
    way.let_go()
    page.wait_for_url(re.compile(r"/uploads/\d+"))
    assert page.get_by_role("heading", level=1).inner_text().startswith("2000 ready")
    page.goto("/banks/new")
    (plants / "empty.csv").write_text(" ")
    page.set_input_files("input[type=file]", plants / "empty.csv")
    page.get_by_role("button", name="Check the questions").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert page.title().startswith("Error:")
    page.set_input_files("input[type=file]", plants / "plants.csv")
    page.get_by_role("button", name="Check the questions").click()
    page.wait_for_url(re.compile(r"/uploads/\d+"))
    assert said == []
    context.close()
