"""What PostgreSQL's programs are told, and what is believed of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from webapp.backups import postgres_tools
from webapp.backups.postgres_tools import Server, server_of
from webapp.backups.refusals import Refused

pytestmark = pytest.mark.slow  # starts programs


def programs(folder: Path, monkeypatch: pytest.MonkeyPatch, **scripts: str) -> None:
    """Programs of ours under the names of PostgreSQL's."""
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o700)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def test_the_password_goes_through_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "another")
    monkeypatch.setenv("SECRET_KEY", "of no concern to them")
    server = server_of(create_engine("postgresql+psycopg://eve:very%20secret@db.example/quiz?sslmode=require"))
    assert sorted(server.address.split()) == ["dbname=quiz", "host=db.example", "sslmode=require", "user=eve"]
    assert server.environment["PGPASSWORD"] == "very secret"
    assert "SECRET_KEY" not in server.environment


def test_without_a_password_the_surroundings_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "from outside")
    server = server_of(create_engine("postgresql+psycopg:///quiz?host=/run/postgresql"))
    assert sorted(server.address.split()) == ["dbname=quiz", "host=/run/postgresql"]
    assert server.environment["PGPASSWORD"] == "from outside"


def test_rows_are_counted_in_the_dump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dumped = (
        'SET x = 1;\n\nCOPY public."user" (id) FROM stdin;\n1\n2\n\\.\n\nCOPY "of mine"."no rows" (a, b) FROM stdin;\n'
    )
    (tmp_path / "text").write_text(f"{dumped}\\.\nSELECT 1;\nCOPY public.card (a) FROM stdin;\nCOPY a.b (c\n\\.\n")
    programs(tmp_path, monkeypatch, pg_restore=f"cat {tmp_path / 'text'}")
    assert postgres_tools.row_counts(tmp_path / "any") == {"user": 2, "no rows": 0, "card": 1}


def test_the_reason_of_a_failure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(
        tmp_path, monkeypatch, pg_restore="echo 'pg_restore: hint: x' >&2; echo 'pg_restore: error: cut' >&2; exit 1"
    )
    with pytest.raises(Refused, match=r"^pg_restore failed: error: cut$"):
        postgres_tools.check(tmp_path / "any")


def test_a_dump_that_ends_early_is_not_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(
        tmp_path,
        monkeypatch,
        pg_restore="echo 'CREATE TABLE half ();'; echo 'pg_restore: error: cut' >&2; exit 1",
        psql=f"cat > {tmp_path / 'read'}",
    )
    with pytest.raises(Refused, match=r"^pg_restore failed: error: cut$"):
        postgres_tools.replay(Server("dbname=x", {"PATH": f"{tmp_path}:/usr/bin:/bin"}), tmp_path / "any", before=["A"])
    assert "COMMIT" not in (tmp_path / "read").read_text()


def test_a_whole_dump_is_committed_after_what_comes_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path, monkeypatch, pg_restore="echo 'CREATE TABLE whole ();'", psql=f"cat > {tmp_path / 'read'}")
    server = Server("dbname=x", {"PATH": f"{tmp_path}:/usr/bin:/bin"})
    postgres_tools.replay(server, tmp_path / "any", before=["CREATE SCHEMA aside", "SELECT 2"])
    assert (tmp_path / "read").read_text().splitlines() == [
        "BEGIN;",
        "CREATE SCHEMA aside;",
        "SELECT 2;",
        "CREATE TABLE whole ();",
        "COMMIT;",
    ]


def test_a_server_that_refuses_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path, monkeypatch, pg_restore="yes 'SELECT 1;' | head -n 100000", psql="echo 'FATAL: no' >&2; exit 2")
    with pytest.raises(Refused, match=r"^psql failed: FATAL: no$"):
        postgres_tools.replay(Server("dbname=x", {"PATH": f"{tmp_path}:/usr/bin:/bin"}), tmp_path / "any", before=[])
