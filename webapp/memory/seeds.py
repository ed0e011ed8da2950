"""Draws that are the same in every process and on every machine: chance that replays.

Python's own `hash` changes from run to run and `random.Random` may change between versions; BLAKE2b
does neither.
"""

from hashlib import blake2b


def number(*parts: str | int) -> int:
    """A 64-bit seed for a list of parts; `1` and `"1"` count as the same part, and parts never run
    together."""
    text = "".join(f"{len(part)}:{part}" for part in map(str, parts))
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def unit(*parts: str | int) -> float:
    """A draw from [0, 1) for a list of parts, in steps of 2^-53."""
    return (number(*parts) >> 11) * 2.0**-53
