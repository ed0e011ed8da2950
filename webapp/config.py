"""Every environment variable the app reads, in one table; a test holds `docs/hosting.md` against it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

MINIMUM_KEY = 32  # bytes
# Keys that stand in tutorials and sample files; whoever knows them can sign as the app.
PLACEHOLDERS = ("changeme", "change-me", "secret", "insecure", "example", "placeholder", "password")


class CannotStart(Exception):
    """Why the app does not start; the text is for whoever hosts it, one line where that is enough."""


def _text(value: str) -> str:
    return value


def _whole_number(value: str) -> int:
    if not value.isdecimal():
        raise ValueError("is not a whole number")
    return int(value)


def _yes(value: str) -> bool:
    if value.lower() not in {"1", "0", "true", "false", "yes", "no"}:
        raise ValueError("is neither 1 nor 0")
    return value.lower() in {"1", "true", "yes"}


def _words(value: str) -> tuple[str, ...]:
    return tuple(value.replace(",", " ").split())


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("is no IANA time zone such as Europe/London")
    return ZoneInfo(value).key


def _synchronous(value: str) -> str:
    if value.upper() not in {"FULL", "NORMAL"}:
        raise ValueError("is neither FULL nor NORMAL")
    return value.upper()


def _public_url(value: str) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise ValueError("does not begin with https:// or http://")
    return value.rstrip("/")


def database_url(value: str) -> str:
    """A PostgreSQL address as hosts hand it out, in SQLAlchemy's form, query kept; others unchanged."""
    for scheme in ("postgres://", "postgresql://"):
        if value.startswith(scheme):
            value = "postgresql+psycopg://" + value.removeprefix(scheme)
    try:
        backend = make_url(value).get_backend_name() if value else "sqlite"
    except ArgumentError as error:
        raise ValueError("is no database address") from error
    if backend not in {"sqlite", "postgresql"}:
        raise ValueError("is neither PostgreSQL nor SQLite")
    return value


def _smtp_url(value: str) -> str:
    if value:
        try:
            parts = urlsplit(value)
            is_one = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            is_one = False
        if not is_one:
            raise ValueError("is no address such as smtp://name:password@host:587")
    return value


def _mail_from(value: str) -> str:
    if value and "@" not in value:
        raise ValueError("is no e-mail address")
    return value


def _key(value: str) -> str:
    if value:
        if any(word in value.lower() for word in PLACEHOLDERS):
            raise ValueError("is a placeholder: make one with `openssl rand -hex 32`")
        if len(value.encode()) < MINIMUM_KEY:
            raise ValueError(f"has fewer than {MINIMUM_KEY} bytes: make one with `openssl rand -hex 32`")
    return value


def _keys(value: str) -> tuple[str, ...]:
    return tuple(_key(key) for key in _words(value))


def _env(name: str, default: str, about: str, read: Callable[[str], Any] = _text) -> dict[str, Any]:
    return {"name": name, "default": default, "about": about, "read": read}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a host can set. An empty variable counts as unset."""

    data_dir: Path = field(metadata=_env("DATA_DIR", "./instance", "Folder of everything the app writes", Path))
    database_url: str = field(
        metadata=_env(
            "DATABASE_URL", "", "PostgreSQL address; without it SQLite in DATA_DIR/recollect.db", database_url
        )
    )
    secret_key: str = field(
        metadata=_env(
            "SECRET_KEY",
            "",
            "Signs cookies and forms, 32 bytes or more; one is made in DATA_DIR without it",
            _key,
        )
    )
    secret_key_fallbacks: tuple[str, ...] = field(
        metadata=_env("SECRET_KEY_FALLBACKS", "", "Former keys that are still believed, separated by spaces", _keys)
    )
    default_zone: str = field(
        metadata=_env("DEFAULT_ZONE", "UTC", "Time zone of learners whose browser tells none", _zone)
    )
    public_url: str = field(
        metadata=_env("PUBLIC_URL", "", "Address people see, as https://quiz.example.org", _public_url)
    )
    trusted_hosts: tuple[str, ...] = field(
        metadata=_env("TRUSTED_HOSTS", "", "Host names answered, separated by spaces; without it any", _words)
    )
    trusted_proxies: int = field(
        metadata=_env(
            "TRUSTED_PROXIES",
            "0",
            "Proxies in front whose X-Forwarded-* headers are believed; without it 1 on Heroku and Render",
            _whole_number,
        )
    )
    sqlite_synchronous: str = field(
        metadata=_env(
            "SQLITE_SYNCHRONOUS",
            "FULL",
            "NORMAL is faster and may lose the last answers when the power fails",
            _synchronous,
        )
    )
    web_concurrency: int = field(
        metadata=_env("WEB_CONCURRENCY", "2", "Worker processes, four threads each", _whole_number)
    )
    host: str = field(metadata=_env("HOST", "127.0.0.1", "Address to listen on; without it 0.0.0.0 when PORT is set"))
    port: int = field(metadata=_env("PORT", "8000", "Port to listen on", _whole_number))
    migrate_on_start: bool = field(
        metadata=_env("MIGRATE_ON_START", "0", "1: migrate PostgreSQL at start, where there is no release step", _yes)
    )
    accepts_data_loss: bool = field(
        metadata=_env("I_ACCEPT_DATA_LOSS", "0", "1: start although the disk is discarded at every restart", _yes)
    )
    guest_days: int = field(
        metadata=_env("GUEST_DAYS", "30", "Days a guest is kept after the last answer", _whole_number)
    )
    smtp_url: str = field(
        metadata=_env(
            "SMTP_URL",
            "",
            "Mail server for lost passwords, as smtp://name:password@host:587 or smtps://…; without it no mail is sent",
            _smtp_url,
        )
    )
    mail_from: str = field(
        metadata=_env("MAIL_FROM", "", "Sender of mails; without it the name in SMTP_URL", _mail_from)
    )

    @property
    def bind(self) -> str:
        """Where the server listens."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def database_path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL and for a database in memory."""
        if not self.database_url:
            return self.data_dir / "recollect.db"
        url = make_url(self.database_url)
        is_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
        return Path(str(url.database)) if is_file else None

    @property
    def mail_sender(self) -> str:
        return self.mail_from or unquote(urlsplit(self.smtp_url).username or "")

    @property
    def database_uri(self) -> str:
        """What SQLAlchemy opens."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'recollect.db'}"


def presets(environment: Mapping[str, str]) -> dict[str, str]:
    """Values that a platform implies; a variable that is set wins."""
    found = {"TRUSTED_PROXIES": "1"} if {"DYNO", "RENDER"} & environment.keys() else {}
    # A platform that sets PORT sends its traffic from outside; without one this is somebody's own machine.
    return found | ({"HOST": "0.0.0.0"} if environment.get("PORT") else {})


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from environment variables. Raises CannotStart: one line that names the variable, no value."""
    given = presets(environment) | {name: value for name, value in environment.items() if value}
    values: dict[str, Any] = {}
    for entry in dataclasses.fields(Settings):
        name, default, read = (entry.metadata[key] for key in ("name", "default", "read"))
        try:
            values[entry.name] = read(given.get(name, default))
        except ValueError as error:
            raise CannotStart(f"{name} {error}") from None
    return Settings(**values)
