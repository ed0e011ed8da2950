"""Warnings that make questions better; none of them keeps a question out."""

import re
from collections.abc import Iterable, Sequence
from statistics import median

from webapp.kinds.fields import Fields
from webapp.kinds.typed_text import folded, has_phrase

_CATCH_ALL = re.compile(
    r"(all|none|both|neither|any) (of )?(the |these |those )?(above|these|those|options|answers|others?)\b.*"
    r"|both [a-h] (and|&) [a-h]|neither [a-h] nor [a-h]",
)
_LETTERS = re.compile(r"[a-z0-9]+")
_LEAST_GIVEAWAY = 4  # letters; shorter answers stand in any sentence by chance
_MEDIUM = re.compile(r"<(?:img|audio)\b[^<>]*>(?:</audio>)?|!\[[^\]]*\]\([^)]*\)")
_LONG_GAP = 25  # characters; below that a difference in length tells nobody anything


def warn_catch_all(fields: Fields, text: str) -> None:
    """ "All of the above" rewards half knowledge and loses its sense when options are shuffled."""
    if _CATCH_ALL.fullmatch(folded(text)):
        fields.warn("text", f"{fields.label} is “{text}”.", "Options are shuffled; write a real answer instead.")


def warn_duplicates(items: Sequence[Fields], texts: Sequence[str], field: str = "text") -> None:
    """Two items that read the same under tolerant folding."""
    first_with: dict[str, Fields] = {}
    for item, text in zip(items, texts, strict=True):
        earlier = first_with.setdefault(folded(text), item)
        if earlier is not item and text:
            item.warn(
                field,
                f"{item.label} says the same as {earlier.label[:1].lower()}{earlier.label[1:]}.",
                "Change one of them, or remove it.",
            )


def warn_lengths(fields: Fields, texts: Sequence[str], rights: Iterable[int]) -> None:
    """A right option that stands out by its length is picked unknown. `rights` are places in `texts`."""
    for place in rights:
        others = [_letters(text) for other, text in enumerate(texts) if other != place]
        usual = median(others) if others else 0
        own = _letters(texts[place])
        if abs(own - usual) >= _LONG_GAP and not usual / 2 < own < usual * 2:
            longer = "longer" if own > usual else "shorter"
            fields.warn(
                "options",
                f"The right answer, option {place + 1}, is much {longer} than the others.",
                "Bring the options to a similar length; the odd one out gives itself away.",
            )


def _letters(text: str) -> int:
    """Of what is read of it: a picture has none."""
    return len(_MEDIUM.sub("", text) if "![" in text or "<" in text else text)


def warn_answer_in_stem(fields: Fields, stem: str, answers: Iterable[str], field: str = "prompt") -> None:
    """The stem holds the answer as whole words."""
    letters = "".join(_LETTERS.findall(stem.lower())) if stem.isascii() else None
    for answer in answers:
        if letters is not None and any(word not in letters for word in _words_of(answer)):
            continue  # so much is seen without folding each letter, and it is so of nearly every question
        if len(folded(answer)) >= _LEAST_GIVEAWAY and has_phrase(stem, answer):
            fields.warn(field, f"The question holds its own answer: “{answer}”.", "Reword the question without it.")
            return


def _words_of(text: str) -> set[str]:
    """Words that folding leaves as they are, in small letters: letters and digits alone, and no article."""
    words = {word for word in text.lower().split() if word.isalnum() and word.isascii()}
    return words - {"a", "an", "the"}


def warn_missing_why(items: Iterable[Fields], noun: str) -> None:
    """Wrong choices without a word on why they are wrong."""
    for item in items:
        if not item.has("why"):
            item.warn("why", f"{item.label} has no “why”.", f"Say in a sentence why {noun} is wrong.")


def warn_hidden_by_wildcard(fields: Fields, shown: str, field: str = "accept") -> None:
    """Students are shown an accepted answer; a pattern with gaps is a poor one."""
    if "…" in shown:
        fields.warn(
            field,
            f"Students would be shown “{shown}” as the answer.",
            "Add one full answer without * to the list.",
        )
