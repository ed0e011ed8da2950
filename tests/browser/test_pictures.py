"""A question with pictures, a formula, a table and Arabic: in the preview, while studying, in the feedback, mended."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page

from tests.browser.site import Site
from tests.browser.test_pages_of_accounts import Album
from tests.browser.test_uploads import teacher
from tests.media.drawn import file_of, packed, sound

pytestmark = pytest.mark.browser

BANK = r"""
bank: maps
title: Maps
language: en
questions:
  - id: q1
    kind: choice
    format: markdown
    foreign: {"خريطة": ar}
    prompt: >-
      Which road is the longest, if $d = \sqrt{x^2 + y^2}$ (خريطة)? ![Three roads from A](roads.png)
      And ![a sign](sign.png)?
    options:
      - {text: "![The road to B](roads.png)", right: yes, why: "It is the hypotenuse: ![B is far](roads.png)"}
      - {text: "The road to C ![horn](horn.wav)", why: "C is near."}
      - {text: "Neither", why: "One is longer."}
    explanation: |
      The word خريطة means map.

      | road | length in kilometres | length in miles | time on foot | time by coach | toll | inns |
      |------|----------------------|-----------------|--------------|---------------|------|------|
      | to B | 14                   | 9               | three hours  | one hour      | none | two  |

      ![All roads of the region](roads.png)

      $$\sum_{i=1}^{n} s_i^2 = s_1^2 + s_2^2 + s_3^2 + s_4^2 + s_5^2 + s_6^2 + s_7^2 + s_8^2 + s_9^2 + s_{10}^2$$
"""


def roads() -> bytes:
    image = Image.new("RGBA", (1400, 900), (0, 0, 0, 0))
    drawn = ImageDraw.Draw(image)
    for x, y in ((1300, 100), (700, 800), (1200, 700)):
        drawn.line((100, 450, x, y), fill="black", width=12)
        drawn.ellipse((x - 40, y - 40, x + 40, y + 40), fill="red")
    return file_of(image)


@pytest.fixture(scope="module")
def site(school: Site) -> Site:
    return school


@pytest.fixture(scope="module")
def base_url(site: Site) -> str:
    return site.address


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("maps")
    held = {"roads_png": roads(), "sign_png": file_of(Image.new("RGB", (30, 30), "blue"))}
    (made / "maps.zip").write_bytes(packed(maps_yaml=BANK, **held))
    (made / "horn.wav").write_bytes(sound())
    return made


def loaded(page: Page) -> None:
    """Each picture has come, in the place that was kept for it."""
    for picture in page.locator("main img.picture").all():
        if picture.is_visible():
            picture.scroll_into_view_if_needed()
            page.wait_for_function("(node) => node.complete && node.naturalWidth > 0", arg=picture.element_handle())
    page.evaluate("scrollTo(0, 0)")


def test_it_is_shown_everywhere_without_scrolling_sideways(browser: Browser, site: Site, folder: Path) -> None:
    album = Album()
    page = teacher(browser, site, "mira", album.said).new_page()
    page.goto("/banks/new")
    page.get_by_label("File").set_input_files(folder / "maps.zip")
    page.get_by_label("Everyone on this site").check()
    page.get_by_role("button", name="Check the questions").click()
    page.wait_for_url("**/uploads/*")
    upload = page.url
    loaded(page)
    album.look(page, "missing")
    page.get_by_label("Pictures and sounds").set_input_files(folder / "horn.wav")
    page.get_by_role("button", name="Add pictures").click()
    page.wait_for_url("**note=beside*")
    loaded(page)
    album.look(page, "preview")
    assert page.locator("audio.sound").count() == 1
    page.goto(f"{upload}/q0")
    loaded(page)
    album.look(page, "mend")
    page.goto(upload)
    page.get_by_role("button", name="Save 1 question").click()
    page.wait_for_url("**/imports/*")
    page.get_by_role("link", name="Try it as a student").click()
    page.locator("main[data-state]").wait_for(state="attached")
    loaded(page)
    album.look(page, "study")
    page.get_by_role("radio", name="Neither").check()
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator("#result").wait_for()
    loaded(page)
    album.look(page, "feedback")
    assert album.faults == {}
    page.context.close()


def test_a_picture_opens_in_its_own_size_without_script(browser: Browser, site: Site, folder: Path) -> None:
    said: list[str] = []
    page = teacher(browser, site, "jona", said, java_script_enabled=False).new_page()
    page.goto("/banks/new")
    page.get_by_label("File").set_input_files(folder / "maps.zip")
    page.get_by_role("button", name="Check the questions").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="The picture in full size").first.click()
    shown = opened.value
    shown.wait_for_load_state()
    assert shown.locator("img").evaluate("(node) => [node.naturalWidth, node.naturalHeight]") == [1400, 900]
    said.clear()  # a browser's own page for pictures has a style of its own, which the policy refuses
    page.context.close()
