"""Prompts of several blocks: what is asked, and what stands above it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.text import block, inline, parted
from webapp.text.parting import pieces_of

TABLE = "| a | b |\n| --- | --- |\n| 1 | 2 |"
SHOWN = f"media:{'a' * 32}.png"


@pytest.mark.parametrize(
    ("text", "format", "above", "asked"),
    [
        ("Which?\n\nOf *these*?", "plain", "", "Which?<br><br>Of *these*?"),
        ("Which of *these*?", "markdown", "", "Which of <em>these</em>?"),
        (
            f"Look:\n\n{TABLE}\n\nWhich is right?",
            "markdown",
            f"<p>Look:</p>{block(TABLE, 'markdown')}",
            "Which is right?",
        ),
        (f"Which is right?\n\n{TABLE}", "markdown", block(TABLE, "markdown"), "Which is right?"),
        (f"Where?\n\n![A map]({SHOWN})", "markdown", f'<p><img src="{SHOWN}" alt="A map"></p>', "Where?"),
        (f"![A map]({SHOWN})", "markdown", "", f'<img src="{SHOWN}" alt="A map">'),
        ("<p>One.</p><p>Two <b>x</b>?</p>", "html", "<p>One.</p>", "Two x?"),
        ("Text <em>x</em><ul><li>a</li></ul>more?", "html", "<p>Text <em>x</em></p><ul><li>a</li></ul>", "more?"),
        ("<pre>a\n<code>b</code></pre><p>What?</p><hr>", "html", "<pre>a\n<code>b</code></pre><hr>", "What?"),
        ('<p>See <a href="https://a.b/">this</a></p><p><a href="https://a.b/">That</a>?</p>', "html", None, "That?"),
    ],
)
def test_the_last_paragraph_with_words_is_asked(text: str, format: str, above: str | None, asked: str) -> None:
    found = parted(text, format)
    assert found[1] == asked
    assert above is None or found[0].replace("\n", "") == above.replace("\n", "")


def test_a_table_alone_stays_in_the_heading_as_words() -> None:
    assert parted("<table><tr><td>a</td><td>b</td></tr></table>", "html") == ("", "a b")


def test_words_of_another_language_are_marked_in_both_parts() -> None:
    above, asked = parted("<p>Casus belli.</p><p>Casus belli?</p>", "html", {"casus belli": "la"})
    assert (above, asked) == ('<p><i lang="la">Casus belli</i>.</p>', '<i lang="la">Casus belli</i>?')


def test_what_stood_in_cells_and_paragraphs_does_not_run_together_in_a_line() -> None:
    assert inline("<p>a</p><p>b</p><ul><li>c</li><li>d</li></ul>", "html") == "a b c d"


PARTS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "x ",
        "<table><tr><td>",
        "</td></tr></table>",
        "<br>",
        "<hr>",
        "<b>",
        "</b>",
        "<li>",
        "<ul>",
        "</ul>",
    ]
)


@pytest.mark.prop
@given(st.lists(PARTS, max_size=12), st.sampled_from(["html", "markdown"]))
def test_nothing_is_lost_and_nothing_is_raised(parts: list[str], format: str) -> None:
    text = "".join(parts)
    html = block(text, format)
    assert "".join(piece for _name, piece in pieces_of(html)).replace(" ", "").replace("\n", "") == html.replace(
        " ", ""
    ).replace("\n", "")
    above, asked = parted(text, format)
    assert (above + asked).count("x") == html.count("x")
