"""Sign-in names and e-mail addresses: what may be one, and when two are the same."""

import unicodedata

LONGEST_NAME = 80
LONGEST_EMAIL = 254


def name_key(name: str) -> str:
    """What two spellings of one name share: compatible characters, case and spaces do not tell people apart."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())


def is_name(name: str) -> bool:
    """Whether somebody may sign in by this: visible characters, and no @, so that a name is never an address."""
    key = name_key(name)
    is_visible = not any(unicodedata.category(character).startswith("C") for character in name + key)
    return bool(key) and is_visible and "@" not in key and len(name) <= LONGEST_NAME and len(key) <= LONGEST_NAME


def email_key(email: str) -> str:
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def is_email(email: str) -> bool:
    """Whether mail could be sent there. That it arrives is known only to whoever gets it."""
    local, at, domain = email.strip().rpartition("@")
    is_printable = email.strip().isprintable() and not any(character in ' ,;:<>()[]"\\' for character in email.strip())
    key = email_key(email)
    return bool(local and at and domain) and is_printable and max(len(email), len(key)) <= LONGEST_EMAIL


def shown_name(name: str) -> str:
    """The name as it is kept: as typed, without spaces around and doubled."""
    return " ".join(name.split())
