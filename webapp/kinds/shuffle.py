"""Shuffles that a seed repeats exactly, in every process, on every Python.

The order a learner saw must be found again when the answer comes back, perhaps after an upgrade.
`random.Random` promises that only for `random()`, and setting up its 624 words costs more than the whole
shuffle; hence SplitMix64 (Steele, Lea, Flood 2014), four lines, with the shuffle of Fisher and Yates.
"""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1


def _mixed(state: int) -> int:
    """The output function of SplitMix64: 64 bits in, 64 well mixed bits out."""
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
    return state ^ (state >> 31)


def derived(seed: int, stream: int) -> int:
    """A seed for another list of the same card, so that its two lists are not shuffled alike."""
    return _mixed((seed + (stream + 1) * 0xD1342543DE82EF95) & _MASK)


def shuffled(items: Sequence[T], seed: int) -> list[T]:
    """The items in an order drawn from `seed` (any int; its low 64 bits count)."""
    order = list(items)
    state = seed & _MASK
    for last in range(len(order) - 1, 0, -1):
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        other = (_mixed(state) * (last + 1)) >> 64
        order[last], order[other] = order[other], order[last]
    return order


def shuffled_around(items: Sequence[T], pinned: Sequence[bool], seed: int) -> list[T]:
    """Like `shuffled`, but an item whose `pinned` is true keeps its place."""
    if not any(pinned):
        return shuffled(items, seed)
    loose = iter(shuffled([item for item, stays in zip(items, pinned, strict=True) if not stays], seed))
    return [item if stays else next(loose) for item, stays in zip(items, pinned, strict=True)]
