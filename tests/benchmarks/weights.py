"""How much a first visit loads: modules as the browser fetches them, compressed one by one."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

JAVASCRIPT = Path(__file__).parents[2] / "static" / "js"
_STATIC_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^"'(]*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


def loaded_with(module: Path) -> set[Path]:
    """A module and all that it imports statically, itself included; `import()` comes later and does not count."""
    found, waiting = set[Path](), [module.resolve()]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [(path.parent / name).resolve() for name in _STATIC_IMPORT.findall(path.read_text("utf-8"))]
    return found


def compressed(files: set[Path]) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in files)
