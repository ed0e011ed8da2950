"""Pictures and sounds in the texts of questions: those of this site alone, and words where they cannot stand."""

from __future__ import annotations

import time

import pytest

from webapp import text as texts
from webapp.text import addresses, described, in_words, shown
from webapp.text.pictures import Sizes, descriptions, with_descriptions
from webapp.text.sanitising import safe_line, safe_paragraphs

KEY = "0123456789abcdef" * 2
MAP, HYMN = f"media:{KEY}.png", f"media:{KEY}.mp3"
IMG = f'<img class="picture" src="/media/{KEY}.png" alt="{{}}" loading="lazy" decoding="async">'
AUDIO = f'<audio class="sound" controls preload="none" src="/media/{KEY}.mp3" aria-label="{{}}"></audio>'


def nothing(_key: str) -> None:
    return None


def inline(text: str, format: str, size_of: Sizes = nothing) -> str:
    return shown(texts.inline(text, format), size_of)


def block(text: str, format: str) -> str:
    return shown(texts.block(text, format), nothing, is_linked=True)


@pytest.mark.parametrize(
    ("text", "format", "html"),
    [
        (f"On ![a map]({MAP})?", "markdown", f"On {IMG.format('a map')}?"),
        (f"![]({MAP})", "markdown", IMG.format("")),
        (f'![a \\[b\\] [c] "d" > e]({MAP})', "markdown", IMG.format("a [b] [c] &quot;d&quot; &gt; e")),
        (f"![the hymn]({HYMN})", "markdown", AUDIO.format("the hymn")),
        (f'<b>x</b><img alt="a map" src="{MAP}" onerror="a()" style="b">', "html", f"x{IMG.format('a map')}"),
        (
            f'<audio src="{HYMN}" autoplay onplay="a()">words</audio>',
            "html",
            AUDIO.format("Sound"),
        ),
        (f"![a map]({MAP})", "plain", f"![a map]({MAP})"),
    ],
)
def test_a_reference_becomes_a_picture_or_a_sound(text: str, format: str, html: str) -> None:
    assert inline(text, format) == html


def test_long_words_are_no_hindrance() -> None:
    assert inline(f"![{'a ' * 600}]({MAP})", "markdown") == IMG.format("a " * 600)


def test_in_a_block_a_picture_leads_to_itself_unless_it_is_in_a_link() -> None:
    link = f'<a class="zoom" href="/media/{KEY}.png">{IMG.format("a map")}</a>'
    assert block(f"![a map]({MAP})", "markdown") == f"<p>{link}</p>"
    assert 'class="zoom"' not in block(f"[![a map]({MAP})](https://b.c)", "markdown")


@pytest.mark.parametrize(
    "source",
    [
        "https://b.c/x.png",
        "//b.c/x.png",
        "/media/x.png",
        "data:image/png;base64,AAAA",
        "media:x.png",
        f"media:{KEY}",
        f"media:{KEY}.png?x",
        f"MEDIA:{KEY}.png",
        f"javascript:{MAP}",
    ],
)
def test_s29_s39_any_other_picture_is_its_words(source: str) -> None:
    assert inline(f"a ![b]({source}) c", "markdown") == "a b c"
    assert inline(f'a <img src="{source}" alt="b"> c', "html") == "a b c"
    assert block(f'<p>a <img src="{source}" alt="<b>"> c</p>', "html") == "<p>a &lt;b&gt; c</p>"
    assert "src" not in inline(f'<audio src="{source}"></audio>', "html")


def test_s29_a_reference_is_no_link() -> None:
    assert "href" not in block(f"[a]({MAP})", "markdown") + block(f'<a href="{MAP}">a</a>', "html")


def test_the_allow_list_keeps_references_as_they_are_stored() -> None:
    for clean in (safe_line, safe_paragraphs):
        assert clean(f'<img src="{MAP}" alt="a" title="b" width="9">') == f'<img src="{MAP}" alt="a">'


def test_sizes_come_from_outside() -> None:
    def of(size: tuple[int, int]) -> str:
        return inline(f"![a]({MAP}) ![b]({HYMN})", "markdown", {KEY: size}.get)

    assert of((80, 60)) == IMG.format("a").replace("alt=", 'width="80" height="60" alt=') + " " + AUDIO.format("b")
    assert 'width="180" height="360"' in of((800, 1600))
    html = texts.inline(f"![a]({MAP})", "markdown")
    assert 'width="50" height="100"' in shown(html, {KEY: (800, 1600)}.get, tallest=100)
    assert 'class="picture is-small" ' in of((900, 48))


def test_a_sign_among_words_leads_nowhere() -> None:
    html = texts.block(f"A ![a]({MAP}) b", "markdown")
    assert "<a" not in shown(html, {KEY: (20, 20)}.get, is_linked=True)


def test_pictures_of_a_text_are_found_once() -> None:
    html = texts.inline(f"![a]({MAP}) ![b]({HYMN}) ![c]({MAP})", "markdown")
    assert addresses(html, nothing) == addresses(html, {KEY: (90, 49)}.get) == [f"/media/{KEY}.png"]
    assert addresses(html, {KEY: (90, 48)}.get) == addresses("a", nothing) == []


def test_words_stand_where_nothing_else_can() -> None:
    html = texts.inline(f"1 ![a < b]({MAP}) 2 ![]({MAP}) 3 ![]({HYMN}) 4", "markdown")
    assert in_words(html) == "1 a &lt; b 2 picture 3 sound 4"
    assert in_words(texts.inline(f"![]({MAP})", "markdown"), picture="Bild") == "Bild"
    assert in_words("a <b>") == "a <b>"


def test_in_a_list_what_has_no_description_is_told_apart_by_its_place() -> None:
    texts_of_list = [f"![]({MAP})", f'<audio src="{HYMN}"></audio>', f"![a map]({MAP})"]
    found = [described(each, nth=place) for place, each in enumerate(texts_of_list, 1)]
    assert found == ["picture 1", "sound 2", "a map"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"On ![a \\[map\\]]({MAP})?", "On a [map]?"),
        (f"![]({MAP}) and ![]({HYMN})", "picture and sound"),
        (f'<p><img src="{MAP}" alt="x &lt; y"></p>', "<p>x &lt; y</p>"),
        (f'<audio src="{HYMN}"></audio>!', "sound!"),
        ("![a](https://b.c)", "![a](https://b.c)"),
        ('<img src="x" alt="y"> media:', '<img src="x" alt="y"> media:'),
    ],
)
def test_a_text_is_described(text: str, expected: str) -> None:
    assert described(text) == expected


def test_descriptions_are_found_and_changed() -> None:
    text = f'![]({MAP}) <audio src="{HYMN}"></audio> <img alt="two" src="{MAP}">'
    assert descriptions(text) == {MAP: "two", HYMN: ""}
    changed = with_descriptions(text, {MAP: "a [map]\n", HYMN: 'the "hymn"'})
    assert changed == (
        f"![a \\[map\\]]({MAP}) "
        f'<audio src="{HYMN}" aria-label="the &quot;hymn&quot;"></audio> <img src="{MAP}" alt="a [map]\n">'
    )
    assert descriptions(changed) == {MAP: "a [map]", HYMN: 'the "hymn"'}


@pytest.mark.slow  # many times the ceiling is what it would take without bounds
@pytest.mark.parametrize("bomb", ["![", '<img "', "<audio ", "<audio>", "<img '\"", f"![]({MAP}) "])
def test_s31_whatever_an_author_repeats_it_is_read_at_once(bomb: str) -> None:
    text = MAP + (bomb * 64_000)[:64_000]
    began = time.process_time()
    described(text)
    descriptions(text)
    assert time.process_time() - began < 1
