"""Passwords: what may be one, and how one is kept (argon2id, OWASP's parameters of 2024)."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.database import is_writing

SHORTEST, LONGEST = 8, 1024  # characters
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
AT_ONCE = 2  # hashes a process: a class that logs in together must not need a gigabyte

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_turn = threading.BoundedSemaphore(AT_ONCE)

# Of a password that nobody has. Whoever does not exist costs the same time as whoever does.
DUMMY = "$argon2id$v=19$m=19456,t=2,p=1$NmyBsj/K0RZPvCN+0e+xeg$fJw0xO4VKblY99Ss4Q/vUPwZ5NjWDSw6JczFwStSIgo"

_LEET = str.maketrans("013457@$!|", "oleastasil")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop", "1234567890", "abcdefghijklmnopqrstuvwxyz")


class WeakPassword(Exception):
    """Why it cannot be one: `short`, `long`, `common` or `name`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_password(password: str, *, names: Iterable[str] = ()) -> None:
    """Raises WeakPassword. `names` are those of the person and of the site, which everybody tries first."""
    if len(password) < SHORTEST:
        raise WeakPassword("short")
    if len(password) > LONGEST:
        raise WeakPassword("long")
    plain = _plain(password)
    if any(_plain(name) and _core(plain) == _core(_plain(name)) for name in names):
        raise WeakPassword("name")
    if is_common(password):
        raise WeakPassword("common")


def is_common(password: str) -> bool:
    """Whether it stands on everybody's list: a frequent word, with or without the usual figures and signs, a character
    again and again, a run of the alphabet or the keyboard."""
    plain = _plain(password)
    half = plain[: len(plain) // 2]
    tried = {plain, half} if plain == half * 2 else {plain}
    cores = {_core(each) for each in tried} | {_core(each).translate(_LEET) for each in tried}
    return bool(cores & _words()) or _is_repeated(plain) or _is_run(plain) or _is_short_number(plain)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _core(text: str) -> str:
    """Without figures and signs around; what is made of nothing else stays as it is."""
    core = text.strip("0123456789!?.,;:*+-_#&%=/()$@§'\"")
    return core or text


def _is_repeated(text: str) -> bool:
    """One to four characters, again and again."""
    return any(len(text) > size and text == (text[:size] * len(text))[: len(text)] for size in range(1, 5))


def _is_run(text: str) -> bool:
    """Two pieces at most of a row of the keyboard or of the alphabet, forwards or backwards."""
    rows = [row for each in _ROWS for row in (each * 2, each[::-1] * 2)]

    def runs(piece: str) -> bool:
        return any(piece in row for row in rows)

    return runs(text) or any(runs(text[:cut]) and runs(text[cut:]) for cut in range(3, len(text) - 2))


def _is_short_number(text: str) -> bool:
    """A date, a telephone number."""
    return text.isdigit() and len(text) <= 12


_known: set[str] = set()


def _words() -> set[str]:
    if not _known:  # read once a process
        lines = (Path(__file__).parent / "frequent_words.txt").read_text("utf-8").splitlines()
        _known.update(word for line in lines if not line.startswith("#") for word in line.split())
    return _known


def hash_password(password: str) -> str:
    """About 50 ms and 19 MiB; waits for its turn. Never inside `transaction()`, where all writers would wait too."""
    _refuse_in_transaction()
    with _turn:
        return _hasher.hash(password)


def verify_password(kept: str | None, password: str) -> bool:
    """Whether it is the one that was kept. Takes as long for somebody who has none or does not exist."""
    _refuse_in_transaction()
    if len(password) > LONGEST:
        return False
    with _turn:
        try:
            return _hasher.verify(kept or DUMMY, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(kept: str) -> bool:
    return _hasher.check_needs_rehash(kept)


def _refuse_in_transaction() -> None:
    if is_writing():
        raise RuntimeError("a password is hashed inside transaction()")
