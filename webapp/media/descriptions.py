"""What those hear who do not see a picture: whether it is there. Pure."""

from collections.abc import Mapping
from typing import Any

from webapp.exchange.contract import Problem
from webapp.exchange.draft_texts import undescribed_words
from webapp.text.pictures import descriptions
from webapp.text.references import is_sound

UNDESCRIBED = "file.undescribed"


def undescribed(content: Mapping[str, Any], line: int | None, question: str | None = None) -> list[Problem]:
    """A warning where a picture of the question has no description."""
    count = _count(content)
    if not count:
        return []
    message, hint = undescribed_words(count)
    return [Problem("warning", line or None, None, question, "", message, hint, UNDESCRIBED)]


def _count(value: Any) -> int:
    if isinstance(value, str):
        return sum(not words.strip() and not is_sound(name) for name, words in descriptions(value).items())
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return sum(_count(part) for part in parts)
