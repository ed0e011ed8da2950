"""F20: the app does not start where every answer would be lost; and what else a start makes sure of."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from webapp.config import CannotStart, read_settings
from webapp.hosting import (
    Disk,
    check_disk,
    check_folder,
    check_marker,
    disk_of,
    ensure_secret_key,
    secret_key,
    set_marker,
)

ROOT_DISK = Disk(is_root=True, kind="ext4", platform="Heroku")
OVERLAY = Disk(is_root=True, kind="overlay", platform=None)
OWN_DISK = Disk(is_root=True, kind="ext4", platform=None)
MOUNTS = """\
21 1 0:26 / / rw,relatime - overlay overlay rw
22 21 0:5 / /proc rw - proc proc rw
23 21 8:1 / /srv/my\\040data rw,relatime shared:1 - ext4 /dev/sda1 rw
24 21 0:44 / /mnt/share rw - nfs4 server:/share rw
"""


def test_f20_a_folder_is_found_on_its_mount(tmp_path: Path) -> None:
    mounts = MOUNTS + f"25 21 8:2 / {tmp_path} rw - xfs /dev/sdb rw\n"
    assert disk_of(Path("/nowhere/yet"), {}, MOUNTS) == Disk(True, "overlay", None)
    assert disk_of(tmp_path / "instance", {}, mounts) == Disk(False, "xfs", None)
    assert disk_of(tmp_path, {}, mounts) == Disk(False, "xfs", None)


def test_f20_without_a_list_of_mounts_the_device_number_decides() -> None:
    assert disk_of(Path("/"), {}, "") == Disk(True, "", None)


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("DYNO", "Heroku"),
        ("RENDER", "Render"),
        ("FLY_APP_NAME", "Fly"),
        ("K_SERVICE", "Cloud Run"),
        ("RAILWAY_PROJECT_ID", "Railway"),
        ("RAILWAY", None),
        ("PORT", None),
    ],
)
def test_f20_platforms_are_known_by_their_variables(name: str, platform: str | None) -> None:
    assert disk_of(Path("/"), {name: ""}, MOUNTS).platform == platform


def test_f20_a_throw_away_disk_is_refused_in_three_lines() -> None:
    settings = read_settings({"DATA_DIR": "/app/instance"})
    for is_local in (False, True):
        with pytest.raises(CannotStart) as refused:
            check_disk(settings, ROOT_DISK, is_local=is_local)
        assert str(refused.value).splitlines() == [
            "The database would lie in /app/instance, on a disk that is thrown away.",
            "On Heroku the root disk is emptied at every restart or deploy, and all answers with it.",
            "Set DATABASE_URL to a PostgreSQL database, or DATA_DIR to a folder on a volume.",
        ]


def test_f20_a_container_is_refused_and_a_developers_only_warned() -> None:
    settings = read_settings({})
    with pytest.raises(CannotStart, match=r"On a container the root disk is emptied"):
        check_disk(settings, OVERLAY, is_local=False)
    warning = "This looks like a container without a volume: the data goes when the container goes."
    assert check_disk(settings, OVERLAY, is_local=True) == warning


def test_f20_two_settings_cure_it_and_one_overrides() -> None:
    postgres = read_settings({"DATABASE_URL": "postgres://h/db"})
    assert check_disk(postgres, ROOT_DISK, is_local=False) == ""
    on_volume = Disk(is_root=False, kind="ext4", platform="Fly")
    assert check_disk(read_settings({}), on_volume, is_local=False) == ""
    assert check_disk(read_settings({}), OWN_DISK, is_local=False) == ""
    accepted = read_settings({"I_ACCEPT_DATA_LOSS": "1"})
    warning = "I_ACCEPT_DATA_LOSS is set: on Heroku every answer is lost at the next restart."
    assert check_disk(accepted, ROOT_DISK, is_local=False) == warning


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smb3"])
def test_a_network_disk_is_refused(kind: str) -> None:
    with pytest.raises(CannotStart, match=rf"on a network disk \({kind}\)"):
        check_disk(read_settings({}), Disk(False, kind, None), is_local=True)


def test_s20_a_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    settings = read_settings({"DATA_DIR": str(tmp_path)})
    assert secret_key(settings) is None
    ensure_secret_key(settings, OWN_DISK, is_local=False)
    made = secret_key(settings)
    assert made is not None
    assert len(bytes.fromhex(made)) == 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    ensure_secret_key(settings, OWN_DISK, is_local=False)
    assert secret_key(settings) == made


def test_s20_no_key_is_made_where_it_would_vanish(tmp_path: Path) -> None:
    settings = read_settings({"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgres://h/db"})
    line = "SECRET_KEY is not set, and the disk is thrown away: set it to `openssl rand -hex 32`"
    for disk, is_local in ((ROOT_DISK, False), (ROOT_DISK, True), (OVERLAY, False)):
        with pytest.raises(CannotStart) as refused:
            ensure_secret_key(settings, disk, is_local=is_local)
        assert str(refused.value) == line
    assert list(tmp_path.iterdir()) == []
    ensure_secret_key(settings, OVERLAY, is_local=True)
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_s20_the_environments_key_wins(tmp_path: Path) -> None:
    key = "9f86d081884c7d659a2feaa0c55ad015"
    settings = read_settings({"DATA_DIR": str(tmp_path), "SECRET_KEY": key})
    ensure_secret_key(settings, OWN_DISK, is_local=False)
    assert secret_key(settings) == key
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_made_for_the_owner_alone(tmp_path: Path) -> None:
    settings = read_settings({"DATA_DIR": str(tmp_path / "a" / "b")})
    check_folder(settings)
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart) as refused:
        check_folder(read_settings({"DATA_DIR": str(tmp_path / "file" / "below")}))
    assert str(refused.value) == f"DATA_DIR {tmp_path}/file/below cannot be written: Not a directory"


def test_a_database_that_is_gone_is_not_begun_anew(tmp_path: Path) -> None:
    settings = read_settings({"DATA_DIR": str(tmp_path)})
    check_marker(settings)
    (tmp_path / "recollect.db").touch()
    set_marker(settings)
    check_marker(settings)
    (tmp_path / "recollect.db").unlink()
    with pytest.raises(CannotStart, match=r"was there at the last start and is gone"):
        check_marker(settings)
