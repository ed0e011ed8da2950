"""What others have found to go through sanitisers: public lists of it, whole (security S29, S31)."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest

from tests.html import BadHtml, read_strictly
from tests.payload_lists import all_payloads, needed
from tests.text.test_safety import ATTRIBUTES, BLOCK_TAGS, LINE_TAGS
from webapp.text import block, inline
from webapp.text.sanitising import safe_line, safe_paragraphs

pytestmark = [needed, pytest.mark.slow]  # five thousand texts

TOGETHER = 100  # that are parsed at once: html5lib takes a while to begin
Parts = tuple[Callable[[str, str], str], Callable[[str], str], set[str]]
ROOMS: dict[str, Parts] = {
    "line": (inline, safe_line, LINE_TAGS - {"a"}),
    "paragraphs": (block, safe_paragraphs, BLOCK_TAGS),
}


def faults(html: str, tags: set[str]) -> list[str]:
    try:
        found: list[Element] = list(read_strictly(html, is_fragment=True).iter())[1:]
    except BadHtml as bad:
        return [str(bad).splitlines()[0]]
    names = {(str(element.tag), name) for element in found for name in element.attrib}
    links = [element.get("href", "") for element in found if "href" in element.attrib]
    return [
        *({str(element.tag) for element in found} - tags),
        *(f"{tag} {name}" for tag, name in names if name not in ATTRIBUTES or (name == "href" and tag != "a")),
        *(link for link in links if not link.lower().startswith(("http://", "https://"))),
    ]


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("form", ["plain", "markdown", "html"])
def test_s29_what_comes_out_is_sound_and_nothing_else(form: str, room: str) -> None:
    render, _, tags = ROOMS[room]
    payloads = all_payloads()
    bad: dict[str, list[str]] = {}
    for first in range(0, len(payloads), TOGETHER):
        some = payloads[first : first + TOGETHER]
        made = [render(each, form) for each in some]
        if faults("\n".join(made), tags):
            bad |= {each: found for each, html in zip(some, made, strict=True) if (found := faults(html, tags))}
    assert bad == {}


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("form", ["markdown", "html"])
def test_s29_what_is_clean_stays_what_it_is(form: str, room: str) -> None:
    render, clean, _ = ROOMS[room]
    made = {each: render(each, form) for each in all_payloads()}
    assert {each: html for each, html in made.items() if clean(html).strip() != html.strip()} == {}
