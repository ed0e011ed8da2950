"""What a backup says of itself."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from webapp.backups.checksums import TableSum
from webapp.backups.refusals import Refused

NAME = "manifest.json"
FORMAT = 1
PROJECT = Path(__file__).parents[2] / "pyproject.toml"


class Member(NamedTuple):
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    made_at: str  # UTC, as 2026-11-24T10:00:00Z
    app_version: str
    database: str  # "sqlite" or "postgresql"
    revision: str
    schema: str  # on PostgreSQL; "" on SQLite
    tables: Mapping[str, TableSum]
    members: Mapping[str, Member]

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.tables.values())


def written(manifest: Manifest) -> bytes:
    told = asdict(manifest) | {
        "format": FORMAT,
        "tables": {name: each._asdict() for name, each in manifest.tables.items()},
        "members": {name: each._asdict() for name, each in manifest.members.items()},
    }
    return json.dumps(told, indent=2, sort_keys=True).encode() + b"\n"


def read(data: bytes) -> Manifest:
    """Raises Refused."""
    try:
        told: dict[str, Any] = json.loads(data)
        made_by = told.pop("format")
        if made_by != FORMAT:
            raise Refused(f"The backup has format {made_by}, this version of the app knows format {FORMAT}")
        tables = {name: TableSum(**each) for name, each in told.pop("tables").items()}
        members = {name: Member(**each) for name, each in told.pop("members").items()}
        return Manifest(tables=tables, members=members, **told)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused("The backup's manifest cannot be read") from None


def app_version() -> str:
    try:
        return metadata.version("recollect")
    except metadata.PackageNotFoundError:  # run from a clone
        return str(tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"]) if PROJECT.exists() else "unknown"


def iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
