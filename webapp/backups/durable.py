"""A file has its new name, or new content, only once that is on the disk: a power failure finds the old or the new."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def flush(path: Path) -> None:
    """Of a file or folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(source: Path, target: Path) -> None:
    """On one file system."""
    flush(source)
    source.replace(target)
    flush(target.parent)


def keep_aside(path: Path, aside: Path) -> None:
    """Give a file a second name where the file system can, else the other name."""
    try:
        aside.hardlink_to(path)  # so that there is no moment without a file under the first name
    except OSError:
        path.rename(aside)
    with contextlib.suppress(OSError):
        os.utime(aside)  # its age counts from now on, see retention
    flush(aside.parent)


def write_text(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, "utf-8")
    replace(part, path)
