"""A learner at a study page with scripting, who waits as a person does: for what the page shows."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.browser.hands import RECALL, fill


class Study:
    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def main(self) -> Locator:
        return self.page.locator("main[data-study]")

    @property
    def prompt(self) -> str:
        return self.page.locator("main [data-prompt]").inner_text()

    @property
    def where(self) -> str:
        return self.page.locator("[data-where]").inner_text()

    @property
    def status(self) -> Locator:
        return self.page.locator("[data-says]")

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.wait("question")

    def begin(self, bank: str = "kinds") -> None:
        self.open(f"/study?bank={bank}")

    def wait(self, state: str) -> None:
        """Until the page is in this state: question, shown, answer or saving."""
        self.page.locator(f'main[data-state="{state}"]').wait_for(state="attached")

    def go(self) -> None:
        """Press the filled button of the question side: Check or Show answer."""
        self.page.locator("main [data-go]").click()

    def check(self, name: str, *, right: bool = True) -> None:
        """Answer the card on the page and look at what is right."""
        if name not in RECALL:
            fill(self.page, name, right=right)
        self.go()
        self.wait("answer")

    def rate(self, rating: int = 3) -> None:
        self.page.locator(f'.rating [data-key="{rating}"]').click()

    def go_on(self) -> None:
        self.page.locator("[data-continue]").click()

    def answer(self, name: str, *, right: bool = True) -> None:
        """The whole of a card: answer, look, and on to what follows."""
        self.check(name, right=right)
        if name in RECALL:
            self.rate(3 if right else 1)
        else:
            self.go_on()

    def wait_saved(self) -> None:
        """Until nothing waits to be sent."""
        self.page.locator(".status:not(.is-waiting) [data-says]", has_text="Saved").wait_for()
