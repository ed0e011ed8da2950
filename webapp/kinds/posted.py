"""Reading posted forms. Whatever a browser, a script or a prankster sends, the result is a plain value."""

import unicodedata
from collections.abc import Iterable, Sequence

from webapp.kinds.contract import Form

MAX_TYPED = 500


def values(form: Form, name: str) -> Sequence[str]:
    """All texts posted under a name; a bare text counts as one of them."""
    found = form.get(name, ())
    return (found,) if isinstance(found, str) else [value for value in found if isinstance(value, str)]


def typed(form: Form, name: str) -> str:
    """The first text of a name, trimmed, at most 500 characters, without control characters.

    Those, and surrogates without a partner, would be refused by a database (PostgreSQL) or by UTF-8.
    """
    found = values(form, name)
    text = found[0][:MAX_TYPED] if found else ""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return text.strip()


def place(value: str, count: int) -> int | None:
    """The number 1..count that a posted text names; None for everything else."""
    if len(value) > 3 or not (value.isascii() and value.isdecimal()):
        return None
    number = int(value)
    return number if 1 <= number <= count else None


def places(form: Form, name: str, count: int) -> list[int]:
    """The different numbers 1..count posted under a name, in the order posted."""
    found = (place(value, count) for value in values(form, name))
    return list(dict.fromkeys(number for number in found if number is not None))


def order_of(shown: object, keys: Iterable[str]) -> list[str]:
    """The order stored in an answer when it holds exactly the keys, else the order of the content."""
    own = list(keys)
    return list(shown) if isinstance(shown, list) and _is_same_set(shown, own) else own


def _is_same_set(shown: list[object], keys: list[str]) -> bool:
    return shown == keys or (len(shown) == len(keys) and all(key in shown for key in keys))
