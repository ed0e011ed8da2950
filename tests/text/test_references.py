"""Pictures and sounds in the text of questions: those that are kept here are shown, and nothing from elsewhere."""

from __future__ import annotations

import pytest

from webapp.text.markdown import markdown_line
from webapp.text.sanitising import safe_line, safe_paragraphs
from webapp.text.simplified import looks_like_html, simplified

PICTURE, SOUND = f"media:{'a' * 32}.png", f"media:{'b' * 32}.mp3"


def found(source: str) -> str:
    return {"map.png": PICTURE, "a.mp3": SOUND}.get(source, "")


@pytest.mark.parametrize("clean", [safe_line, safe_paragraphs])
def test_s29_only_what_is_kept_here_is_shown(clean) -> None:  # type: ignore[no-untyped-def]
    assert clean(f'<img src="{PICTURE}" alt="a &quot;map&quot;">') == f'<img src="{PICTURE}" alt="a &quot;map&quot;">'
    assert clean(f'<audio src="{SOUND}" autoplay>no sound</audio>x') == f'<audio src="{SOUND}"></audio>x'
    for source in ("https://a.b/c.png", "data:image/png;base64,AAAA", "media:x.png", f"{PICTURE}?x", "javascript:a"):
        assert clean(f'a<img src="{source}" onerror="x">b<audio src="{source}">c</audio>') == "abc"


def test_s29_no_link_leads_to_what_is_kept() -> None:
    assert "media:" not in safe_paragraphs(f'<a href="{PICTURE}">a</a>')


def test_a_picture_of_markdown_is_shown_where_it_is_kept_and_described_where_not() -> None:
    assert markdown_line(f"![a map]({PICTURE})") == f'<img src="{PICTURE}" alt="a map">'
    assert markdown_line(f"![heard]({SOUND})") == f'<audio src="{SOUND}" aria-label="heard"></audio>'
    assert markdown_line("![a map](https://a.b/c.png)") == "a map"


def test_a_picture_that_is_there_takes_its_place_and_others_are_named() -> None:
    made = simplified(
        '<p>Where? <img src="map.png" alt=" a  map "><img src="no.png" alt="b"><img src="map.png"></p>', found
    )
    assert made.html == f'<p>Where? <img src="{PICTURE}" alt="a map">b<img src="{PICTURE}" alt=""></p>'
    assert (made.plain, made.pictures, made.undescribed) == (None, [("no.png", "b")], 1)


@pytest.mark.parametrize(
    ("html", "text", "missing"),
    [
        ('a<audio src="a.mp3">no sound here</audio>b', f'a<audio src="{SOUND}"></audio>b', []),
        ('<audio controls><source src="x.ogg"><source src="a.mp3"></audio>', f'<audio src="{SOUND}"></audio>', []),
        ('a<audio src="x.mp3">no sound here</audio>b', "ab", ["x.mp3"]),
        ('<audio src="a.mp3"/>the question', f'<audio src="{SOUND}"></audio>the question', []),
        ('<audio src="a.mp3">without an end', f'<audio src="{SOUND}"></audio>without an end', []),
        ("<audio></audio>b", "b", []),
    ],
)
def test_sounds(html: str, text: str, missing: list[str]) -> None:
    made = simplified(html, found)
    assert (made.html, made.sounds) == (text, missing)


def test_what_is_a_reference_already_stays_one() -> None:
    assert simplified(f'<img src="{PICTURE}" alt="a">').html == f'<img src="{PICTURE}" alt="a">'
    assert looks_like_html(f'<audio src="{SOUND}"></audio>')
