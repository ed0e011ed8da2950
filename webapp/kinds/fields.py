"""Reading the raw fields of a question: text in, typed values and problems in teacher language out.

A bank file knows no types (`no` and `1948` stay text), so every meaning is given here. A reader never
raises; what it cannot use it reports with the path of the field (places counted from 1) and what to do
about it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar
from unicodedata import category, normalize

from webapp.kinds.contract import FieldProblem
from webapp.kinds.numbers import number_of

Default = TypeVar("Default", float, None)

MAX_TEXT = 10_000

_LONGEST_SHOWN = 60  # characters of a wrong value that a message repeats
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_YES = frozenset({"yes", "y", "true", "on", "1"})
_NO = frozenset({"no", "n", "false", "off", "0"})


def yes_or_no(text: str) -> bool | None:
    """True for yes, true, on, 1; False for no, false, off, 0, in any case; None for other words."""
    word = text.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def share_of(text: str) -> Decimal | None:
    """A number, a percentage ("50 %") or a fraction ("1/3"); None when it is none of them."""
    text = text.strip()
    if text.endswith("%"):
        number = number_of(text[:-1])
        return None if number is None else number / 100
    above, slash, below = text.partition("/")
    number, divisor = number_of(above), number_of(below)
    if not slash or number is None:
        return number
    return number / divisor if divisor else None


def _as_text(value: Any) -> str | None:
    """Scalars as text (other formats may bring numbers and truth values); None for lists and mappings."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else None


class Fields:
    """One mapping of raw fields: the question itself, or one of its options, gaps, pairs ...

    An item that the author wrote as a bare text has one field, `bare`, whose path is that of the item.

    `path` leads to it ("options[2]"), `label` names it in messages ("Option 2"; "" for the question itself).
    """

    def __init__(
        self, raw: Mapping[str, Any], problems: list[FieldProblem], path: str = "", label: str = "", bare: str = ""
    ) -> None:
        self.raw = raw
        self.problems = problems
        self.path = path
        self.label = label
        self.bare = bare

    @property
    def has_errors(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    def at(self, name: str) -> str:
        """The path of a field of this mapping."""
        if self.bare and name == self.bare:
            return self.path
        return f"{self.path}.{name}" if self.path else name

    def error(self, name: str, message: str, hint: str = "") -> None:
        self.problems.append(FieldProblem(self.at(name), message, hint))

    def warn(self, name: str, message: str, hint: str = "") -> None:
        self.problems.append(FieldProblem(self.at(name), message, hint, "warning"))

    def named(self, name: str) -> str:
        """How messages name a field: “pass_mark”, or: Option 2: “weight”."""
        if self.bare and name == self.bare:
            return self.label
        return f"{self.label}: “{name}”" if self.label else f"“{name}”"

    def has(self, name: str) -> bool:
        value = self.raw.get(name)
        return bool(value.strip()) if isinstance(value, str) else value is not None and value != [] and value != {}

    def text(self, name: str) -> str:
        """Trimmed text, "" when absent."""
        value = _as_text(self.raw.get(name))
        if value is None:
            self.error(
                name,
                f"{self.named(name)} is a list, but one text is expected.",
                "Write the text on one line, in quotes when it holds a colon.",
            )
            return ""
        value = value.strip()
        if not value:
            return value
        if not value.isascii():
            value = normalize("NFC", value)
        if not value.isprintable():
            value = self._without_controls(name, value)
        if len(value) > MAX_TEXT:
            self.error(
                name,
                f"{self.named(name)} has {len(value)} characters; {MAX_TEXT} is the most.",
                "Shorten it.",
            )
        return value

    def _without_controls(self, name: str, value: str) -> str:
        """Databases refuse U+0000 and lone surrogates, and the other control characters are never meant."""
        kept = "".join(c for c in value if c in "\n\t" or category(c) not in ("Cc", "Cs"))
        if kept != value.replace("\r", ""):
            self.warn(
                name,
                f"{self.named(name)} holds control characters; they are left out.",
                "Read the text again; a letter may be missing.",
            )
        return kept.strip()

    def required(self, name: str, message: str, hint: str) -> str:
        """Text that must be there; `message` and `hint` are reported when it is not."""
        problems_before = len(self.problems)
        value = self.text(name)
        if not value and len(self.problems) == problems_before:
            self.error(name, message, hint)
        return value

    def yes_no(self, name: str, default: bool) -> bool:
        value = self.text(name)
        if not value:
            return default
        meaning = yes_or_no(value)
        if meaning is None:
            self.error(
                name, f"{self.named(name)} is “{_short(value)}”, which is neither yes nor no.", "Write yes or no."
            )
            return default
        return meaning

    def number(self, name: str, default: Default, low: float, high: float) -> float | Default:
        """A number, percentage or fraction from `low` to `high`; the default when absent or reported."""
        value = self.text(name)
        if not value:
            return default
        share = share_of(value)
        number = None if share is None else float(share)
        if number is None:
            self.error(
                name,
                f"{self.named(name)} is “{_short(value)}”, which is not a number.",
                "Write a number such as 0.5 or 50 %.",
            )
            return default
        if not low <= number <= high:
            self.error(
                name,
                f"{self.named(name)} is {_short(value)}, outside {low:g} to {high:g}.",
                f"Write a number from {low:g} to {high:g}.",
            )
            return default
        return number

    def count(self, name: str, low: int, high: int) -> int | None:
        """A whole number from `low` to `high`, None when absent."""
        value = self.text(name)
        if not value:
            return None
        if not (value.isascii() and value.isdecimal() and len(value) < 9 and low <= int(value) <= high):
            self.error(
                name,
                f"{self.named(name)} is “{_short(value)}”, but should be a whole number from {low} to {high}.",
                "Write the number in digits.",
            )
            return None
        return int(value)

    def word(self, name: str, allowed: Sequence[str], default: str) -> str:
        """One of a few words, in any case."""
        value = self.text(name).casefold()
        if not value or value in allowed:
            return value or default
        self.error(
            name,
            f"{self.named(name)} is “{_short(value)}”, which is not one of {', '.join(allowed)}.",
            _nearest_hint(value, allowed) or f"Leave it out to get “{default}”.",
        )
        return default

    def key(self, name: str, place: int) -> str:
        """A stable key of an item; by its place (from 0) a, b, c ... when the author gave none."""
        key = self.text(name) or chr(ord("a") + place % 26)
        if not _KEY.fullmatch(key):
            self.error(
                name,
                f"{self.named(name)} is “{key}”, which holds other signs than a-z, 0-9, - and _.",
                "Write it in small letters, without spaces.",
            )
        return key

    def _listed(self, name: str) -> list[Any]:
        value = self.raw.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            return []
        return list(value) if isinstance(value, list | tuple) else [value]

    def entries(self, name: str, noun: str, main: str = "text") -> list["Fields"]:
        """The mappings of a list; a bare text stands for {main: text}, one item for a list of one.

        `noun` names an item in messages ("Option" gives "Option 2").
        """
        found = []
        for place, value in enumerate(self._listed(name), 1):
            label = f"{self.label}, {noun.lower()} {place}" if self.label else f"{noun} {place}"
            path = f"{self.at(name)}[{place}]"
            if isinstance(value, Mapping):
                found.append(Fields(value, self.problems, path, label))
            else:
                found.append(Fields({main: value}, self.problems, path, label, bare=main))
        return found

    def texts(self, name: str, noun: str) -> list[str]:
        """The texts of a list, with an error for each empty one."""
        return [
            item.required("text", f"{item.label} is empty.", "Write a text, or remove the line.")
            for item in self.entries(name, noun)
        ]

    def mapping(self, name: str) -> "Fields":
        """The fields of a mapping; empty when absent."""
        value = self.raw.get(name)
        if value not in (None, "") and not isinstance(value, Mapping):
            self.error(
                name,
                f"{self.named(name)} should hold names and values.",
                f"Write it as {name}: {{name: value}}.",
            )
        return Fields(value if isinstance(value, Mapping) else {}, self.problems, self.at(name), self.label)

    def warn_unknown(self, known: Iterable[str]) -> None:
        """A warning for each field that nothing reads: most are misspelled."""
        names = list(known)
        for name in self.raw:
            if name not in names:
                self.warn(
                    str(name),
                    f"{self.named(_short(str(name)))} is not a field that is read here; it is left out.",
                    _nearest_hint(str(name), names) or f"Fields here: {', '.join(names)}.",
                )


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_SHOWN else value[:_LONGEST_SHOWN] + "…"


def _nearest_hint(word: str, allowed: Iterable[str]) -> str:
    close = get_close_matches(word[:_LONGEST_SHOWN], list(allowed), n=1)
    return f"Did you mean “{close[0]}”?" if close else ""


def report_twice_used_keys(items: Sequence[Fields], keys: Sequence[str]) -> None:
    """An error for each item whose `id` an earlier item of the list has."""
    seen: set[str] = set()
    for item, key in zip(items, keys, strict=True):
        if key in seen:
            item.error(
                "id",
                f"{item.label} has the id “{key}” of an earlier one.",
                "Give each an id of its own, or leave them all out.",
            )
        seen.add(key)
