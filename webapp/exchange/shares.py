"""Shares of a mark as other programs round them, and what was meant: 33.33333 % is a third."""

from fractions import Fraction

_MEANT = tuple(Fraction(part, whole) for part, whole in ((1, 3), (2, 3), (5, 6), (1, 6), (1, 7), (1, 9), (1, 8)))
_CLOSE = 0.0001


def exact(share: float) -> float:
    """The fraction that a rounded share stands for; any other number as it is. -1..1."""
    for fraction in _MEANT:
        if abs(abs(share) - fraction) < _CLOSE:
            return float(fraction) if share > 0 else -float(fraction)
    return share
