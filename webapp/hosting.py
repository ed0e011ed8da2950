"""What a host's disk is like, and what must be true of it before the app starts."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from webapp.config import CannotStart, Settings

# Variables that a platform with a throw-away disk sets in every process.
PLATFORMS = {
    "DYNO": "Heroku",
    "RENDER": "Render",
    "FLY_APP_NAME": "Fly",
    "K_SERVICE": "Cloud Run",
    "RAILWAY_": "Railway",  # RAILWAY_PROJECT_ID and others
}
NETWORK_DISKS = ("nfs", "cifs", "smb", "afs", "fuse.sshfs")  # beginnings of file system types
MOUNTS = Path("/proc/self/mountinfo")
SECRET_FILE = "secret_key"
MARKER = "in-use"


@dataclass(frozen=True, slots=True)
class Disk:
    """Where a folder lies."""

    is_root: bool  # on the file system of /
    kind: str  # "ext4", "overlay", … or "" where the system does not tell
    platform: str | None  # a platform whose root disk is thrown away at each restart

    @property
    def is_ephemeral(self) -> bool:
        return self.is_root and (self.platform is not None or self.kind == "overlay")


def disk_of(folder: Path, environment: Mapping[str, str], mountinfo: str) -> Disk:
    """Look a folder up in the text of /proc/self/mountinfo (proc(5)); without one compare device numbers."""
    existing = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    platform = _platform(environment)
    if not mountinfo:
        return Disk(existing.stat().st_dev == Path("/").stat().st_dev, "", platform)
    point, kind = _mount_of(existing.resolve(), mountinfo)
    return Disk(point == Path("/"), kind, platform)


def _platform(environment: Mapping[str, str]) -> str | None:
    for beginning, platform in PLATFORMS.items():
        is_set = beginning in environment
        if is_set or (beginning.endswith("_") and any(name.startswith(beginning) for name in environment)):
            return platform
    return None


def _mount_of(folder: Path, mountinfo: str) -> tuple[Path, str]:
    mounts: dict[Path, str] = {}
    for line in mountinfo.splitlines():
        fields, _, after = line.partition(" - ")
        point = fields.split()[4].encode().decode("unicode_escape")  # a space is written \040
        mounts[Path(point)] = after.split()[0]
    places = [folder, *folder.parents]
    point_found = next((place for place in places if place in mounts), Path("/"))
    return point_found, mounts.get(point_found, "")


def read_mounts() -> str:
    return MOUNTS.read_text() if MOUNTS.exists() else ""


def check_disk(settings: Settings, disk: Disk, *, is_local: bool) -> str:
    """A warning, or "" when all is well. Raises CannotStart where answers would be lost."""
    if settings.database_path is None:
        return ""
    if disk.kind.startswith(NETWORK_DISKS):
        raise CannotStart(
            f"{settings.database_path.parent} is on a network disk ({disk.kind}): SQLite is not safe there.\n"
            "Set DATA_DIR to a folder on a local disk, or DATABASE_URL to a PostgreSQL database."
        )
    if not disk.is_ephemeral:
        return ""
    where = disk.platform or "a container"
    if settings.accepts_data_loss:
        return f"I_ACCEPT_DATA_LOSS is set: on {where} every answer is lost at the next restart."
    if is_local and disk.platform is None:
        return "This looks like a container without a volume: the data goes when the container goes."
    raise CannotStart(
        f"The database would lie in {settings.database_path.parent}, on a disk that is thrown away.\n"
        f"On {where} the root disk is emptied at every restart or deploy, and all answers with it.\n"
        "Set DATABASE_URL to a PostgreSQL database, or DATA_DIR to a folder on a volume."
    )


def check_folder(settings: Settings) -> None:
    """Make DATA_DIR; raise CannotStart where it cannot be written."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        trial = folder / f".trial-{os.getpid()}"
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise CannotStart(f"DATA_DIR {folder.absolute()} cannot be written: {error.strerror}") from None


def check_marker(settings: Settings) -> None:
    """Never begin anew where a database was: a disk may be missing, or a restore half done."""
    path, marker = settings.database_path, settings.data_dir / MARKER
    if path is not None and marker.exists() and not path.exists():
        raise CannotStart(
            f"{path.absolute()} was there at the last start and is gone: is the right disk mounted? "
            f"To begin with an empty database all the same, delete {marker.absolute()}"
        )


def set_marker(settings: Settings) -> None:
    if settings.database_path is not None:
        text = "The app has kept its database here. It does not make a new one while this file exists.\n"
        (settings.data_dir / MARKER).write_text(text)


def secret_key(settings: Settings) -> str | None:
    """The key from the environment, else the one kept in DATA_DIR, else None."""
    kept = settings.data_dir / SECRET_FILE
    if settings.secret_key or not kept.exists():
        return settings.secret_key or None
    return kept.read_text().strip()


def check_key(settings: Settings) -> str:
    key = secret_key(settings)
    if key is None:
        raise CannotStart("SECRET_KEY is not set and there is none in DATA_DIR: run `flask --app webapp prepare`")
    return key


def ensure_secret_key(settings: Settings, disk: Disk, *, is_local: bool) -> None:
    """Make a key in DATA_DIR unless there is one. Raises CannotStart where it would not survive a restart."""
    if secret_key(settings):
        return
    is_lost = disk.is_ephemeral and not settings.accepts_data_loss
    if is_lost and (disk.platform is not None or not is_local):
        raise CannotStart("SECRET_KEY is not set, and the disk is thrown away: set it to `openssl rand -hex 32`")
    try:
        # why: exclusive, so that two starts agree, and private from the first byte on
        handle = os.open(settings.data_dir / SECRET_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
