"""Settings from environment variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.config import CannotStart, read_settings

KEY = "9f86d081884c7d659a2feaa0c55ad015"


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = read_settings({})
    assert settings.database_path == Path("instance/recollect.db")
    assert settings.database_uri == f"sqlite:///{Path('instance/recollect.db').absolute()}"
    assert (settings.secret_key, settings.secret_key_fallbacks) == ("", ())
    assert (settings.default_zone, settings.guest_days) == ("UTC", 30)
    assert (settings.trusted_proxies, settings.trusted_hosts) == (0, ())
    assert (settings.web_concurrency, settings.bind) == (2, "127.0.0.1:8000")


def test_an_empty_variable_counts_as_unset() -> None:
    assert read_settings({"DATABASE_URL": "", "PORT": "", "SECRET_KEY": ""}) == read_settings({})


@pytest.mark.parametrize(
    ("given", "opened"),
    [
        ("postgres://u:p@h:5432/db?sslmode=require", "postgresql+psycopg://u:p@h:5432/db?sslmode=require"),
        ("postgresql://u@h/db", "postgresql+psycopg://u@h/db"),
        ("postgresql+psycopg://u@h/db", "postgresql+psycopg://u@h/db"),
        ("sqlite:////srv/quiz.db", "sqlite:////srv/quiz.db"),
    ],
)
def test_database_addresses_of_hosts_become_those_of_sqlalchemy(given: str, opened: str) -> None:
    assert read_settings({"DATABASE_URL": given}).database_uri == opened


def test_the_database_has_a_path_on_sqlite_alone() -> None:
    assert read_settings({"DATABASE_URL": "sqlite:////srv/quiz.db"}).database_path == Path("/srv/quiz.db")
    assert read_settings({"DATABASE_URL": "postgres://h/db"}).database_path is None
    assert read_settings({"DATABASE_URL": "sqlite://"}).database_path is None


@pytest.mark.parametrize("platform", ["DYNO", "RENDER"])
def test_a_platform_with_one_proxy_is_known(platform: str) -> None:
    assert read_settings({platform: "x"}).trusted_proxies == 1
    assert read_settings({platform: "x", "TRUSTED_PROXIES": "2"}).trusted_proxies == 2


@pytest.mark.parametrize(
    ("given", "bind"),
    [
        ({}, "127.0.0.1:8000"),
        ({"PORT": "5000"}, "0.0.0.0:5000"),
        ({"HOST": "127.0.0.1", "PORT": "5000"}, "127.0.0.1:5000"),
        ({"HOST": "10.0.0.5"}, "10.0.0.5:8000"),
        ({"HOST": "::", "PORT": "5000"}, "[::]:5000"),
    ],
)
def test_a_port_given_by_a_platform_is_reached_from_outside(given: dict[str, str], bind: str) -> None:
    assert read_settings(given).bind == bind


def test_lists_are_separated_by_spaces_or_commas() -> None:
    settings = read_settings({"TRUSTED_HOSTS": "a.example, b.example c.example"})
    assert settings.trusted_hosts == ("a.example", "b.example", "c.example")
    assert read_settings({"TRUSTED_HOSTS": "a.example"}).trusted_hosts == ("a.example",)


def test_the_public_address_has_no_slash_at_its_end() -> None:
    assert read_settings({"PUBLIC_URL": "https://quiz.example/"}).public_url == "https://quiz.example"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("PORT", "eighty", "PORT is not a whole number"),
        ("PORT", "-1", "PORT is not a whole number"),
        ("MIGRATE_ON_START", "perhaps", "MIGRATE_ON_START is neither 1 nor 0"),
        ("DEFAULT_ZONE", "Mars/Olympus", "DEFAULT_ZONE is no IANA time zone such as Europe/London"),
        ("SQLITE_SYNCHRONOUS", "OFF", "SQLITE_SYNCHRONOUS is neither FULL nor NORMAL"),
        ("PUBLIC_URL", "quiz.example", "PUBLIC_URL does not begin with https:// or http://"),
        ("DATABASE_URL", "mysql://h/db", "DATABASE_URL is neither PostgreSQL nor SQLite"),
        ("DATABASE_URL", "not an address", "DATABASE_URL is no database address"),
    ],
)
def test_a_wrong_value_is_refused_in_one_line(name: str, value: str, line: str) -> None:
    with pytest.raises(CannotStart) as refused:
        read_settings({name: value})
    assert str(refused.value) == line


@pytest.mark.parametrize(
    "key",
    ["changeme-changeme-changeme-changeme", "my-secret-key-that-is-long-enough-for-all", "INSECURE" + KEY],
)
def test_s20_a_placeholder_is_no_key(key: str) -> None:
    with pytest.raises(CannotStart, match=r"^SECRET_KEY is a placeholder: make one with `openssl rand -hex 32`$"):
        read_settings({"SECRET_KEY": key})


def test_s20_a_short_key_is_refused_and_not_repeated() -> None:
    with pytest.raises(CannotStart) as refused:
        read_settings({"SECRET_KEY": KEY[:31]})
    assert str(refused.value) == "SECRET_KEY has fewer than 32 bytes: make one with `openssl rand -hex 32`"
    assert read_settings({"SECRET_KEY": KEY}).secret_key == KEY


def test_s20_former_keys_follow_the_same_rules() -> None:
    assert read_settings({"SECRET_KEY_FALLBACKS": f"{KEY} {KEY[::-1]}"}).secret_key_fallbacks == (KEY, KEY[::-1])
    with pytest.raises(CannotStart, match=r"^SECRET_KEY_FALLBACKS has fewer than 32 bytes"):
        read_settings({"SECRET_KEY_FALLBACKS": f"{KEY} short"})
