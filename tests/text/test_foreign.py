"""Words of another language get their `lang`, wherever they occur and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.html import read_strictly
from webapp.text import block, inline

LATIN = {"casus foederis": "la"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("The casus foederis.", 'The <i lang="la">casus foederis</i>.'),
        ("Casus  Foederis", '<i lang="la">Casus  Foederis</i>'),
        ("a casus foederis, casus foederis", 'a <i lang="la">casus foederis</i>, <i lang="la">casus foederis</i>'),
        ("casus foederisx xcasus foederis", "casus foederisx xcasus foederis"),
        ("casus", "casus"),
    ],
)
def test_whole_words_in_any_case_are_marked(text: str, html: str) -> None:
    assert inline(text, "plain", LATIN) == html


def test_three_words_of_which_one_begins_with_another() -> None:
    words = {"pacta": "la", "pacta sunt servanda": "la", "glasnost": "ru"}
    assert (
        inline("pacta, glasnost, pacta sunt servanda", "plain", words)
        == '<i lang="la">pacta</i>, <i lang="ru">glasnost</i>, <i lang="la">pacta sunt servanda</i>'
    )


def test_words_inside_tags_code_and_formulas_stay() -> None:
    words = {"em": "de", "x": "la", "amp": "fr", "href": "la"}
    assert (
        block("*em* `x em` & [y](https://x.em/href)", "markdown", words)
        == '<p><em><i lang="de">em</i></em> <code>x em</code> &amp; '
        '<a href="https://x.em/href" rel="noopener noreferrer nofollow">y</a></p>'
    )
    assert inline("$x$", "markdown", words) == inline("$x$", "markdown")


def test_a_word_with_signs_of_html_is_found() -> None:
    assert inline("R&D <b>", "plain", {"R&D": "de", "b": "la"}) == '<i lang="de">R&amp;D</i> &lt;<i lang="la">b</i>&gt;'


def test_a_language_written_from_right_to_left() -> None:
    assert inline("شريك", "plain", {"شريك": "ar"}) == '<i lang="ar" dir="rtl">شريك</i>'


@pytest.mark.parametrize("language", ["", "x", 'la" onclick="a', "la\n", "l a", "thisistoolong"])
def test_what_is_no_language_marks_nothing(language: str) -> None:
    assert inline("casus", "plain", {"casus": language}) == "casus"


@given(st.text(max_size=60), st.dictionaries(st.text(max_size=8), st.just("la"), max_size=3), st.booleans())
def test_marking_changes_no_letter(text: str, words: dict[str, str], is_markdown: bool) -> None:
    form = "markdown" if is_markdown else "plain"
    without, marked = (read_strictly(inline(text, form, given), is_fragment=True) for given in (None, words))
    assert "".join(marked.itertext()) == "".join(without.itertext())
