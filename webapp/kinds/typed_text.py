"""Typed words compared as a fair teacher would: folding, slips of the pen, and where they are.

Always: Unicode NFC, trimmed, spaces collapsed, one shape of apostrophe, quote and dash. Unless a question
is strict: capitals, accents, punctuation and articles do not count.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA

SHORTEST_WORD_WITH_SLIPS = 5


class Strictness(NamedTuple):
    """What counts when two texts are compared; all False is the tolerant default."""

    case: bool = False
    accents: bool = False
    punctuation: bool = False
    articles: bool = False
    language: str = "en"


TOLERANT = Strictness()
EXACT = Strictness(case=True, accents=True, punctuation=True, articles=True)


class Slip(NamedTuple):
    """One slip between two folded texts: the differing stretch begins at `start` in both."""

    sort: str  # "swapped", "changed", "missing" (a letter left out) or "extra"
    start: int
    given_length: int
    accepted_length: int


# Articles that vanish before any word, and those that vanish at the start only ("vitamin A" keeps its A).
_ARTICLES = {"en": (frozenset({"the"}), frozenset({"a", "an"}))}
_NO_ARTICLES: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
_SAME_SIGNS = str.maketrans(
    {
        **dict.fromkeys("’‘‛ʼʹ′`´＇", "'"),
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    }
)
# Letters that Unicode does not take apart although readers see a plain letter with a stroke.
STROKED = dict(zip("øłđħðıŧØŁĐĦÐŦ", "oldhditOLDHDT", strict=True))
STROKED |= {"þ": "th", "æ": "ae", "œ": "oe", "Þ": "Th", "Æ": "Ae", "Œ": "Oe"}
_WORD = re.compile(r"\S+")
_SEPARATORS = frozenset("-/,;:\\|")
_NUMBER_MARKS = frozenset(".,")
# Signs that are written with or without a space beside them.
_HUGGING = frozenset("%‰°$€£¥+=<>")


@lru_cache(maxsize=4096)
def _letter(char: str, case: bool, accents: bool) -> str:
    """One character without what does not count; vowel signs of other scripts are letters and stay."""
    char = char.translate(_SAME_SIGNS)
    if unicodedata.category(char) in ("Cc", "Cf", "Cs"):
        return ""
    if not accents:
        bare = "".join(c for c in unicodedata.normalize("NFD", char) if not 0x300 <= ord(c) <= 0x36F)
        char = STROKED.get(bare, unicodedata.normalize("NFC", bare))
    return char if case else char.casefold()


def _without_punctuation(word: str, place: int, letter: str) -> str:
    """The letter, a space where the sign parts words, or nothing; numbers keep point, comma and minus."""
    if not unicodedata.category(letter).startswith("P") or letter in _HUGGING:
        return letter
    before, after = word[place - 1 : place], word[place + 1 : place + 2]
    if letter in _NUMBER_MARKS and before.isdigit() and after.isdigit():
        return letter
    if letter == "-" and not before and after.isdigit():
        return letter
    return " " if letter in _SEPARATORS else ""


def _words(text: str, rules: Strictness) -> list[tuple[int, str]]:
    """The words and where each begins, without articles; an article is one only when a word follows it."""
    words = [(found.start(), found.group()) for found in _WORD.finditer(text)]
    if rules.articles or len(words) < 2:
        return words
    anywhere, first_only = _ARTICLES.get(rules.language, _NO_ARTICLES)
    kept = []
    for number, (start, word) in enumerate(words):
        lower = word.lower()
        is_article = lower in anywhere or (number == 0 and lower in first_only)
        if not is_article or number + 1 == len(words) or not any(c.isalnum() for c in words[number + 1][1]):
            kept.append((start, word))
    return kept


def _letters(text: str, rules: Strictness) -> Iterator[tuple[str, int]]:
    """Folded letters with the place in `text` each came from; between words one space or more."""
    for start, word in _words(text, rules):
        yield " ", start - 1
        for offset, char in enumerate(word):
            letter = _letter(char, rules.case, rules.accents)
            if len(letter) == 1 and not rules.punctuation:
                letter = _without_punctuation(word, offset, letter)
            for part in letter:
                yield part, start + offset


# Bounded for the worst case: 2048 typed texts of 500 characters are some 15 MB.
@lru_cache(maxsize=2048)
def _fold(text: str, rules: Strictness) -> tuple[str, tuple[int, ...]]:
    letters: list[str] = []
    places: list[int] = []
    gap = -1
    for letter, place in _letters(unicodedata.normalize("NFC", text), rules):
        if letter == " ":
            gap = place
            continue
        hugs = not rules.punctuation and (letter in _HUGGING or (letters and letters[-1] in _HUGGING))
        if gap >= 0 and letters and not hugs:
            letters.append(" ")
            places.append(gap)
        gap = -1
        letters.append(letter)
        places.append(place)
    if not letters and not rules.punctuation:  # the answer is a sign, as in "which mark ends a question?"
        return _fold(text, rules._replace(punctuation=True))
    return "".join(letters), tuple(places)


def folded(text: str, rules: Strictness = TOLERANT) -> str:
    """The text without what does not count under `rules`; equal results mean equal answers. Never raises."""
    return _fold(text, rules)[0]


def agrees(given: str, accepted: str, rules: Strictness = TOLERANT) -> bool:
    """True when nothing that counts differs. Non-aggression, non aggression and nonaggression are one word."""
    one, other = folded(given, rules), folded(accepted, rules)
    if one == other:
        return True
    if rules.punctuation or one.replace(" ", "") != other.replace(" ", ""):
        return False
    # Only a hyphen joins: "well known" and "well-known" agree with "wellknown", but 1-2 is not 12.
    return "-" in f"{given}{accepted}".translate(_SAME_SIGNS) and not any(c.isdigit() for c in one)


def has_phrase(text: str, phrase: str, rules: Strictness = TOLERANT) -> bool:
    """True when the words of `phrase` stand in `text` one after the other, as whole words."""
    wanted = folded(phrase, rules)
    return bool(wanted) and f" {wanted} " in f" {folded(text, rules)} "


# Stands for * while the text around it is folded: a letter-like sign that no rule touches and nobody types.
_STAR = "ꙮ"


@lru_cache(maxsize=2048)
def _wildcard_pieces(pattern: str, rules: Strictness) -> tuple[str, ...]:
    marked = pattern.replace("\\*", "\0").replace("*", _STAR).replace("\0", "*")
    return tuple(folded(marked, rules).split(_STAR.casefold()))


def matches_wildcard(text: str, pattern: str, rules: Strictness = TOLERANT) -> bool:
    """True when `text` fits `pattern`, in which * stands for any run of characters and \\* for a star."""
    first, *others = _wildcard_pieces(pattern, rules)
    typed = folded(text, rules)
    if not others:
        return typed == first
    *middle, last = others
    if len(typed) < len(first) + len(last) or not typed.startswith(first) or not typed.endswith(last):
        return False
    place, end = len(first), len(typed) - len(last)
    for piece in middle:
        found = typed.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True


def _word_length(text: str, place: int) -> int:
    """Letters of the word at `place`; of both words when a space stands there."""
    start = text.rfind(" ", 0, place) + 1
    end = text.find(" ", place + 1 if text[place] == " " else place)
    word = text[start : end if end >= 0 else len(text)]
    return len(word) if word.isalpha() else sum(map(str.isalpha, word))


def _slip_at(given: str, accepted: str) -> Slip:
    """The slip between two texts whose distance is one."""
    start = 0
    for one, other in zip(given, accepted, strict=False):
        if one != other:
            break
        start += 1
    if len(given) > len(accepted):
        return Slip("extra", start, 1, 0)
    if len(given) < len(accepted):
        return Slip("missing", start, 0, 1)
    if given[start + 1 :] == accepted[start + 1 :]:
        return Slip("changed", start, 1, 1)
    return Slip("swapped", start, 2, 2)


def slip_between(given: str, accepted: str) -> Slip | None:
    """The one slip that parts two *folded* texts, or None when they are equal or further apart.

    A slip is a letter changed, left out or added, or two neighbours swapped, in a word of five letters or
    more. Digits have no slips: 1949 is not nearly 1948.
    """
    if given == accepted or abs(len(given) - len(accepted)) > 1:
        return None
    if OSA.distance(given, accepted, score_cutoff=1) != 1:
        return None
    slip = _slip_at(given, accepted)
    _, start, given_length, accepted_length = slip
    if any(map(str.isdigit, given[start : start + given_length] + accepted[start : start + accepted_length])):
        return None
    if accepted_length:
        letters = _word_length(accepted, start)
    else:
        letters = _word_length(given, start) - given[start].isalpha()
    return slip if letters >= SHORTEST_WORD_WITH_SLIPS else None


def _marked(text: str, places: tuple[int, ...], start: int, length: int) -> list[list[Any]]:
    if not length:
        return [[text, False]]
    begin, end = places[start], places[start + length - 1] + 1
    pieces: list[list[Any]] = [[text[:begin], False], [text[begin:end], True], [text[end:], False]]
    return [piece for piece in pieces if piece[0]]


def slips(given: str, accepted: str, rules: Strictness = TOLERANT) -> dict[str, Any] | None:
    """Both texts as written in [text, is_slip] pieces, and the sort of slip; None unless there is one slip."""
    given, accepted = (unicodedata.normalize("NFC", text).strip() for text in (given, accepted))
    given_folded, given_places = _fold(given, rules)
    accepted_folded, accepted_places = _fold(accepted, rules)
    slip = slip_between(given_folded, accepted_folded)
    if slip is None:
        return None
    return {
        "given": _marked(given, given_places, slip.start, slip.given_length),
        "accepted": _marked(accepted, accepted_places, slip.start, slip.accepted_length),
        "sort": slip.sort,
    }
