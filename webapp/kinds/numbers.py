"""Numbers as learners and authors write them, in decimal arithmetic.

Accepted: a point or a comma for decimals; spaces, apostrophes, commas or points between groups of three
digits; `1.5e3` and `1.5 x 10^3`; any decimal digits of Unicode; the unit of the question before or after.
`1,500` alone can be read as 1500 and as 1.5, so a text may have two readings.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

MAX_LENGTH = 80

_SIGNS = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "‒": "-",
        "—": "-",
        "﹣": "-",
        "－": "-",
        "＋": "+",
        "×": "x",
        "⋅": "x",
        "*": "x",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "٫": ".",
        "٬": ",",
        "．": ".",
        "，": ",",
    }
)
_SHAPE = re.compile(
    r"([+-]?)\s*([0-9](?:[0-9.,' ]*[0-9])?[.,]?|[.,][0-9]+)(?:(?:\s?e|\s*x\s*10\s*\^)\s*([+-]?[0-9]{1,3}))?",
    re.IGNORECASE,
)
_UNIT_WORDS = {
    "%": ("percent", "per cent"),
    "°": ("degree", "degrees"),
    "°C": ("degrees celsius", "C"),
    "$": ("dollar", "dollars", "USD"),
    "€": ("euro", "euros", "EUR"),
    "£": ("pound", "pounds", "GBP"),
}
# Wide enough that no text of MAX_LENGTH characters is rounded.
_WIDE = Context(prec=200)


def _tidy(text: str) -> str:
    text = " ".join(text.split()).translate(_SIGNS)
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


@lru_cache(maxsize=512)
def _unit_spellings(unit: str) -> tuple[str, ...]:
    unit = unit.strip()
    other_number = unit[:-1] if unit.endswith("s") else unit + "s"
    spellings = {unit, other_number, *_UNIT_WORDS.get(unit, ())}
    return tuple(sorted((s.casefold() for s in spellings if s), key=len, reverse=True))


def _without_unit(text: str, unit: str) -> str:
    folded = text.casefold()
    if not unit or len(folded) != len(text):
        return text
    for spelling in _unit_spellings(unit):
        if folded.endswith(spelling):
            return text[: -len(spelling)].rstrip()
        if folded.startswith(spelling):
            return text[len(spelling) :].lstrip()
    return text


def _is_grouped(whole: str, mark: str) -> bool:
    first, *rest = whole.split(mark)
    return 1 <= len(first) <= 3 and all(len(group) == 3 for group in rest)


def _joined(whole: str, mark: str) -> tuple[str, ...]:
    return (whole.replace(mark, ""),) if _is_grouped(whole, mark) else ()


def _with_one_mark(body: str, mark: str) -> tuple[str, ...]:
    whole, _, decimals = body.partition(mark)
    fraction = f"{whole or '0'}.{decimals or '0'}"
    if len(decimals) != 3 or not 1 <= len(whole) <= 3 or whole[0] == "0":
        return (fraction,)
    thousands = whole + decimals
    return (thousands, fraction) if mark == "," else (fraction, thousands)


def _plain_digits(body: str) -> tuple[str, ...]:
    """The ways to read digits with separators as plain digits with a point, the likelier one first."""
    body = body.replace("'", " ")
    marks = [c for c in body if c in " .,"]
    if not marks:
        return (body,)
    last, earlier = marks[-1], set(marks[:-1])
    if last == " " or last in earlier:
        return _joined(body, last) if not earlier - {last} else ()
    if not earlier:
        return _with_one_mark(body, last)
    if len(earlier) > 1:
        return ()
    whole, _, decimals = body.rpartition(last)
    return tuple(f"{digits}.{decimals or '0'}" for digits in _joined(whole, earlier.pop()))


@lru_cache(maxsize=4096)
def readings(text: str, unit: str = "") -> tuple[Decimal, ...]:
    """The numbers a text can mean: none when it is no number, two when a lone separator leaves it open."""
    if len(text) > MAX_LENGTH:
        return ()
    found = _SHAPE.fullmatch(_without_unit(_tidy(text), unit))
    if found is None:
        return ()
    sign, body, power = found.groups()
    return tuple(Decimal(f"{sign}{digits}e{power or 0}") for digits in _plain_digits(body))


def number_of(text: str) -> Decimal | None:
    """The number an author wrote, None when it is none; a comma before three digits means thousands."""
    found = readings(text)
    return found[0] if found else None


@lru_cache(maxsize=4096)
def stored(text: str) -> Decimal:
    """A number that `as_text` wrote. Raises `decimal.InvalidOperation` for anything else."""
    return Decimal(text)


def as_text(number: Decimal) -> str:
    """Shortest plain notation with a point; scientific beyond 30 places, where nobody counts zeros."""
    if not number:
        return "0"
    trimmed = number.normalize(_WIDE)
    if -30 <= trimmed.adjusted() <= 30:
        return f"{trimmed:f}"
    return f"{trimmed:E}"


def spread(number: Decimal, amount: Decimal, is_relative: bool) -> tuple[Decimal, Decimal]:
    """Inclusive bounds: number ± amount, or number ± amount · |number| when relative (amount 0.05 = 5 %)."""
    reach = _WIDE.multiply(amount, abs(number)) if is_relative else amount
    return _WIDE.subtract(number, reach), _WIDE.add(number, reach)


@lru_cache(maxsize=64)
def _rounding_to(figures: int) -> Context:
    return Context(prec=figures, rounding=ROUND_HALF_UP)


def agrees_in_figures(one: Decimal, other: Decimal, figures: int) -> bool:
    """Equal once both are rounded, half up, to so many significant figures (1 or more)."""
    context = _rounding_to(figures)
    return context.plus(one) == context.plus(other)


def agrees_in_decimals(one: Decimal, other: Decimal, places: int) -> bool:
    """Equal once both are rounded, half up, to so many decimal places (0 or more)."""
    step = Decimal(1).scaleb(-places)
    try:
        return one.quantize(step, ROUND_HALF_UP, _WIDE) == other.quantize(step, ROUND_HALF_UP, _WIDE)
    except InvalidOperation:  # a number of more than 200 digits: beyond anything that is asked
        return False
