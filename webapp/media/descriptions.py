"""What those hear who do not see a picture: whether it is there. Pure."""

from collections.abc import Mapping
from typing import Any

from webapp.exchange.contract import Problem
from webapp.exchange.draft_texts import undescribed_words
from webapp.text.nested import texts_in
from webapp.text.pictures import descriptions
from webapp.text.references import is_sound

UNDESCRIBED = "file.undescribed"


def undescribed(content: Mapping[str, Any], line: int | None, question: str | None = None) -> list[Problem]:
    """A warning where a picture of the question has no description."""
    told = (each for text in texts_in(content) for each in descriptions(text).items())
    count = sum(not words.strip() and not is_sound(name) for name, words in told)
    if not count:
        return []
    message, hint = undescribed_words(count)
    return [Problem("warning", line or None, None, question, "", message, hint, UNDESCRIBED)]
