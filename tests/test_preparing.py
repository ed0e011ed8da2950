"""A start as a host sees it: the commands of the Procfile, in processes of their own."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from tests.server import BIN, ROOT, environment_for, prepare, serving

pytestmark = pytest.mark.fault

KEY = "0123456789abcdef" * 4


def run(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    program = str(BIN / command[0])
    return subprocess.run(
        [program, *command[1:]], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_f20_a_platform_with_a_throw_away_disk_is_refused_in_three_lines(tmp_path: Path) -> None:
    if tmp_path.stat().st_dev != Path("/").stat().st_dev:
        pytest.skip("the folder of this test is on a disk of its own")
    folder = tmp_path / "instance"
    for options in ((), ("--local",)):
        refused = prepare(environment_for(folder, DYNO="web.1"), *options)
        assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 3)
        assert f"The database would lie in {folder}" in refused.stderr
    assert not (folder / "recollect.db").exists()


def test_a_first_start_makes_everything_and_a_second_finds_it(tmp_path: Path) -> None:
    environment = environment_for(tmp_path / "data")
    first = prepare(environment, "--local")
    assert first.returncode == 0, first.stderr
    made = sorted(path.name for path in (tmp_path / "data").iterdir())
    assert made == ["in-use", "migrate.lock", "recollect.db", "recollect.db-turns", "secret_key"]
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
    secret = (tmp_path / "data" / "secret_key").read_text()
    assert secret not in first.stdout + first.stderr
    second = prepare(environment, "--local")
    assert second.returncode == 0, second.stderr
    assert '"event": "migrated"' in first.stdout
    assert '"event": "migrated"' not in second.stdout
    assert (tmp_path / "data" / "secret_key").read_text() == secret
    (tmp_path / "data" / "recollect.db").unlink()
    third = prepare(environment, "--local")
    assert (third.returncode, len(third.stderr.splitlines())) == (1, 1)
    assert "was there at the last start and is gone" in third.stderr


def test_a_server_without_prepare_stops_in_one_line(tmp_path: Path) -> None:
    bare = run(environment_for(tmp_path, PORT="0"), "gunicorn", "webapp.app:create_app()")
    line = "SECRET_KEY is not set and there is none in DATA_DIR: run `flask --app webapp prepare`\n"
    assert (bare.returncode, bare.stderr) == (1, line)
    empty = run(environment_for(tmp_path, PORT="0", SECRET_KEY=KEY), "gunicorn", "webapp.app:create_app()")
    assert (empty.returncode, len(empty.stderr.splitlines())) == (1, 1)
    assert empty.stderr.startswith("The database is at revision none, this version of the app needs ")


def test_s20_a_bad_setting_stops_commands_and_server_in_one_line(tmp_path: Path) -> None:
    environment = environment_for(tmp_path, SECRET_KEY="short")
    line = "SECRET_KEY has fewer than 32 bytes: make one with `openssl rand -hex 32`\n"
    assert prepare(environment).stderr == line
    assert run(environment, "gunicorn", "webapp.app:create_app()").stderr == line


def test_release_does_nothing_on_sqlite(tmp_path: Path) -> None:
    result = run(environment_for(tmp_path / "data"), "flask", "--app", "webapp", "release")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert not (tmp_path / "data").exists()


def test_the_server_ends_when_it_is_told(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert server.stop() == 0
    assert '"endpoint": "ready.readyz"' in server.log.read_text()
