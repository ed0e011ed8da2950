"""Folding, phrases, wildcards, slips."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.kinds.typed_text import (
    EXACT,
    TOLERANT,
    Slip,
    Strictness,
    agrees,
    folded,
    has_phrase,
    matches_wildcard,
    slip_between,
    slips,
)

WORDS = st.text(alphabet="abcdeéßł -'’.,17", max_size=20)
LETTERS = st.text(alphabet="abcdefgh", min_size=5, max_size=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Casus\u00a0 Foederis \t", "casus foederis"),
        ("CAFÉ", "cafe"),
        ("cafe\u0301", "cafe"),
        ("Kłyszcz", "klyszcz"),
        ("Ærøskøbing", "aeroskobing"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("ёлка", "елка"),
        ("हिन्दी", "हिन्दी"),
        ("한국", "한국"),
        ("the United States", "united states"),
        ("President of the Republic", "president of republic"),
        ("an alliance", "alliance"),
        ("vitamin A", "vitamin a"),
        ("such a state", "such a state"),
        ("The", "the"),
        ("the a", "a"),
        ("U.S.S.R.", "ussr"),
        ("it’s", "its"),
        ("mother-in-law", "mother in law"),
        ("aid,trade", "aid trade"),
        ("aid , trade;", "aid trade"),
        ("state(s)", "states"),
        ("1,500.25", "1,500.25"),
        ("about 3.", "about 3"),
        ("-5 degrees", "-5 degrees"),
        ("1914–1918", "1914 1918"),
        ("50 %", "50%"),
        ("$ 5", "$5"),
        ("a + b", "a+b"),
        ("C++", "c++"),
        ("?", "?"),
        ("...", "..."),
        ("soft\u00adhyphen\u200b", "softhyphen"),
        ("", ""),
    ],
)
def test_folding(text: str, expected: str) -> None:
    assert folded(text) == expected


@pytest.mark.parametrize(
    ("text", "rules", "expected"),
    [
        ("  The “Cold”  War’s  end—", EXACT, 'The "Cold" War\'s end-'),
        ("The Café.", Strictness(case=True), "Cafe"),
        ("The Café.", Strictness(accents=True), "café"),
        ("The Café.", Strictness(punctuation=True), "cafe."),
        ("The Café.", Strictness(articles=True), "the cafe"),
        ("The Café.", Strictness(language="fr"), "the cafe"),
    ],
)
def test_what_counts_when_a_question_is_strict(text: str, rules: Strictness, expected: str) -> None:
    assert folded(text, rules) == expected


@pytest.mark.prop
@given(WORDS)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = folded(text, Strictness(articles=True))
    assert folded(once, Strictness(articles=True)) == once


@pytest.mark.prop
@given(WORDS)
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    for rules in (TOLERANT, EXACT):
        assert folded(unicodedata.normalize("NFD", text), rules) == folded(unicodedata.normalize("NFC", text), rules)


@pytest.mark.prop
@given(WORDS)
def test_capitals_and_spaces_around_do_not_count(text: str) -> None:
    assert agrees(f"  {text.upper()} ", text)


@pytest.mark.parametrize(
    ("given_text", "accepted", "expected"),
    [
        ("nonaggression pact", "non-aggression pact", True),
        ("non aggression pact", "non-aggression pact", True),
        ("non–aggression pact", "nonaggression pact", True),
        ("nonaggression pact", "non aggression pact", False),
        ("1-2", "12", False),
        ("re-sign", "design", False),
    ],
)
def test_hyphens(given_text: str, accepted: str, expected: bool) -> None:
    assert agrees(given_text, accepted) is expected
    assert agrees(accepted, given_text) is expected


def test_hyphens_count_when_punctuation_does() -> None:
    assert agrees("nonaggression", "non-aggression", Strictness(punctuation=True)) is False


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("In the Far East of Russia", "Far East", True),
        ("farther east", "far east", False),
        ("far, east", "Far East!", True),
        ("far east", "", False),
        ("Far", "far east", False),
    ],
)
def test_phrases_are_whole_words(text: str, phrase: str, expected: bool) -> None:
    assert has_phrase(text, phrase) is expected


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("Soviet Union", "soviet*", True),
        ("the Soviet Union", "soviet*", True),
        ("union of soviets", "*soviet*", True),
        ("union", "*soviet*", False),
        ("casus foederis", "casus *", True),
        ("casusfoederis", "casus *", False),
        ("aXbYc", "a*b*c", True),
        ("acb", "a*b*c", False),
        ("aba", "ab*ba", False),
        ("abba", "ab*ba", True),
        ("anything", "*", True),
        ("exactly", "exactly", True),
        ("exactly so", "exactly", False),
        ("2*3", "2\\*3", True),
        ("2x3", "2\\*3", False),
    ],
)
def test_wildcards(text: str, pattern: str, expected: bool) -> None:
    assert matches_wildcard(text, pattern) is expected


@pytest.mark.prop
@given(WORDS)
def test_a_text_without_stars_matches_itself(text: str) -> None:
    assert matches_wildcard(text, text)


@pytest.mark.parametrize(
    ("given_text", "accepted", "slip"),
    [
        ("hegemany", "hegemony", Slip("changed", 5, 1, 1)),
        ("hegmony", "hegemony", Slip("missing", 3, 0, 1)),
        ("hegemoony", "hegemony", Slip("extra", 6, 1, 0)),
        ("hegeomny", "hegemony", Slip("swapped", 4, 2, 2)),
        ("egemony", "hegemony", Slip("missing", 0, 0, 1)),
        ("hegemonyy", "hegemony", Slip("extra", 8, 1, 0)),
        ("non aggresion pact", "non aggression pact", Slip("missing", 10, 0, 1)),
        ("nonaggression", "non aggression", Slip("missing", 3, 0, 1)),
        ("hege mony", "hegemony", Slip("extra", 4, 1, 0)),
        ("states", "state", Slip("extra", 5, 1, 0)),
    ],
)
def test_one_slip(given_text: str, accepted: str, slip: Slip) -> None:
    assert slip_between(given_text, accepted) == slip


@pytest.mark.parametrize(
    ("given_text", "accepted"),
    [
        ("hegemony", "hegemony"),
        ("hgmony", "hegemony"),
        ("hegenomy", "hegemony"),
        ("iran", "iraq"),
        ("aids", "aid"),
        ("pakt made here", "pact made here"),
        ("year 1949", "year 1948"),
        ("1984 novel", "1948 novel"),
        ("winter 5", "winter"),
        ("-5 degrees", "5 degrees"),
        ("c+", "c++"),
        ("", "hegemony"),
        ("import", "export"),
    ],
)
def test_no_slip(given_text: str, accepted: str) -> None:
    assert slip_between(given_text, accepted) is None


@pytest.mark.prop
@given(LETTERS, st.integers(0, 10))
def test_two_neighbours_swapped_are_one_slip(word: str, place: int) -> None:
    place %= len(word) - 1
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    expected = None if swapped == word else "swapped"
    found = slip_between(swapped, word)
    assert (found.sort if found else None) == expected


@pytest.mark.prop
@given(LETTERS, st.integers(0, 11), st.sampled_from("xyz"))
def test_a_strange_letter_is_one_slip_wherever_it_stands(word: str, place: int, letter: str) -> None:
    place %= len(word)
    assert slip_between(word[:place] + letter + word[place + 1 :], word) == Slip("changed", place, 1, 1)
    assert slip_between(word[:place] + letter + word[place:], word) == Slip("extra", place, 1, 0)
    assert slip_between(word, word[:place] + letter + word[place:]) == Slip("missing", place, 0, 1)


def test_slips_are_marked_in_the_texts_as_they_were_written() -> None:
    assert slips("the Pariha “State”", "Pariah state") == {
        "given": [["the Pari", False], ["ha", True], [" “State”", False]],
        "accepted": [["Pari", False], ["ah", True], [" state", False]],
        "sort": "swapped",
    }
    assert slips("hegmony", "Hegemony") == {
        "given": [["hegmony", False]],
        "accepted": [["Heg", False], ["e", True], ["mony", False]],
        "sort": "missing",
    }
    assert slips("Straße", "Strasse") is None
    assert slips("Xegemony", "hegemony") == {
        "given": [["X", True], ["egemony", False]],
        "accepted": [["h", True], ["egemony", False]],
        "sort": "changed",
    }


def test_there_are_no_slips_where_texts_agree_or_are_far_apart() -> None:
    assert slips("The Hegemony", "hegemony") is None
    assert slips("empire", "hegemony") is None


@pytest.mark.prop
@given(WORDS, WORDS)
def test_pieces_put_together_are_the_texts(one: str, other: str) -> None:
    found = slips(one, other)
    if found is not None:
        for side, text in (("given", one), ("accepted", other)):
            assert "".join(piece for piece, _ in found[side]) == unicodedata.normalize("NFC", text).strip()
            assert sum(is_slip for _, is_slip in found[side]) <= 1
