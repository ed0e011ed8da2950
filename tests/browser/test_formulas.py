"""What formulas and texts from right to left look like, measured: nothing else would see that a root has no sign."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from tests.browser.site import Site

pytestmark = pytest.mark.browser

QUESTIONS = {
    "root": r"What is $\sqrt{b^2 - 4ac}$?",
    "comma": "For $x^2 - 5x + 6 = 0$, which is the smaller one of the two roots, and which is the larger one?",
    "hebrew": "איך קוראים לבירת צרפת?",
}


@pytest.fixture(scope="module")
def written(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("formulas")
    asked = [
        {"id": name, "kind": "short_answer", "format": "markdown", "prompt": prompt, "accept": ["x"], "topic": "t"}
        for name, prompt in QUESTIONS.items()
    ]
    bank = {"bank": "formulas", "title": "Formulas", "questions": asked}
    (folder / "formulas.yaml").write_text(json.dumps(bank, ensure_ascii=False), "utf-8")
    site.load_banks(folder)
    return site


def test_a_root_has_its_sign(page: Page, written: Site) -> None:
    page.goto(written.card("root", bank="formulas"))
    widths = """node => [node, node.firstElementChild].map((each) => each.getBoundingClientRect().width)"""
    whole, inside = page.locator("[data-prompt] msqrt").evaluate(widths)
    assert whole > inside + 5


def test_no_line_begins_with_the_comma_behind_a_formula(page: Page, written: Site) -> None:
    page.goto(written.card("comma", bank="formulas"))
    lines = []
    for width in range(320, 480, 8):
        page.set_viewport_size({"width": width, "height": 800})
        lines.append(page.locator("[data-prompt] .unparted").evaluate("node => node.getClientRects().length"))
    assert lines == [1] * 20
    assert page.locator("[data-prompt] .unparted").inner_text().endswith(",")


def test_a_text_runs_from_the_side_of_its_first_letter(page: Page, written: Site) -> None:
    page.goto(written.card("hebrew", bank="formulas"))
    places = """node => {
      const at = (place) => {
        const range = document.createRange();
        range.setStart(node.firstChild, place);
        range.setEnd(node.firstChild, place + 1);
        return range.getBoundingClientRect();
      };
      const end = node.getBoundingClientRect().right;
      return [at(0).right > end - 4, at(node.firstChild.length - 1).right <= at(node.firstChild.length - 2).left + 1];
    }"""
    assert page.locator("[data-prompt]").evaluate(places) == [True, True]
