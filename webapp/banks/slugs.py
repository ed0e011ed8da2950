"""The name of a bank in addresses: some words of its title, and a part that nobody can guess, since whoever knows the
address of a bank that is shared by link may study it."""

import re
import secrets
from unicodedata import normalize

SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"  # 5 bits each, none that looks like another
SECRET = 22  # 110 bits
_LONGEST_WORDS = 36


def secret_slug(title: str) -> str:
    plain = normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    words = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_WORDS].strip("-")
    secret = "".join(secrets.choice(SIGNS) for _ in range(SECRET))
    return f"{words}-{secret}" if words else secret
