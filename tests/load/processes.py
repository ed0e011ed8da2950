"""What the system tells of a process: its children, its CPU time, its memory."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_PROC = Path("/proc")


def children_of(pid: int) -> list[int]:
    listed = _PROC / str(pid) / "task" / str(pid) / "children"
    try:
        return [int(word) for word in listed.read_text().split()]
    except FileNotFoundError:
        asked = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
        return [int(word) for word in asked.stdout.split()]


def cpu_seconds(pid: int) -> float:
    """User and system time of all its threads so far; 0 where the system does not tell."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kib(pid: int) -> tuple[int, int]:
    """(PSS, RSS): its share of pages that several processes use, and all pages it uses. Zeros where not told."""
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0, 0
    sizes = {name: int(value.split()[0]) for name, _colon, value in (line.partition(":") for line in lines)}
    return sizes.get("Pss", 0), sizes.get("Rss", 0)
