"""Secrets that are handed out once: the database keeps their SHA-256, useless to anybody who reads it."""

import hashlib
import secrets

# Without the letters and figures that look alike in print: 32 of them, five bits each.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12  # 60 bits
GROUP = 4


def new_token() -> str:
    """256 bits, for a cookie or a link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_code(length: int = CODE_LENGTH) -> str:
    """A code that somebody reads from paper and types."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def in_groups(code: str) -> str:
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def typed_code(text: str, length: int = CODE_LENGTH) -> str | None:
    """The code somebody typed: small letters, spaces and hyphens do not matter. None when it cannot be one."""
    code = "".join(text.upper().split()).replace("-", "").replace("–", "")
    return code if len(code) == length and set(code) <= set(ALPHABET) else None
