"""Static files: one hash over the whole tree is part of every address, so a browser keeps them for ever.

A hash for each file would break the relative imports between the ES modules.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

STATIC = Path(__file__).parents[2] / "static"

# What every page needs before its first paint, in this order; it is inlined, and the CSP names its hash.
CRITICAL = (
    *("tokens", "base", "button", "nav", "progress", "card"),
    *("choice", "answer", "feedback", "rating", "status", "landing"),
)

_STRING_OR_COMMENT = re.compile(r"""("[^"\n]*"|'[^'\n]*')|/\*.*?\*/""", re.DOTALL)
_AROUND = re.compile(r"\s*([{};,])\s*")


@dataclass(frozen=True)
class Assets:
    folder: Path
    tree_hash: str
    critical_css: str

    @property
    def prefix(self) -> str:
        return f"/s/{self.tree_hash}/"

    @cached_property
    def critical_css_bytes(self) -> bytes:
        return self.critical_css.encode()

    @property
    def style_hash(self) -> str:
        """The CSP source of the inlined style sheet: base64 of its SHA-256."""
        return base64.b64encode(hashlib.sha256(self.critical_css.encode()).digest()).decode()

    def url(self, path: str) -> str:
        return self.prefix + path


def read_assets(folder: Path) -> Assets:
    """Hash the tree and make the critical style sheet: once at the start of a process."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(folder).as_posix()}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    tree_hash = digest.hexdigest()[:12]
    sheets = [folder / "css" / f"{name}.css" for name in CRITICAL]
    text = "".join(sheet.read_text("utf-8") for sheet in sheets if sheet.is_file())
    # An inlined sheet resolves relative addresses against the page, not against css/.
    text = re.sub(r"url\((['\"]?)\.\./", rf"url(\1/s/{tree_hash}/", text)
    return Assets(folder, tree_hash, lightly_minified(text))


def lightly_minified(css: str) -> str:
    """Without comments and the white space that never means anything; strings are left alone."""
    pieces = _STRING_OR_COMMENT.split(css)  # text, string or None, text, string or None, text …
    short = [piece or "" if place % 2 else _shortened(piece) for place, piece in enumerate(pieces)]
    return "".join(short).strip()


def _shortened(css: str) -> str:
    return _AROUND.sub(r"\1", re.sub(r"\s+", " ", css)).replace(";}", "}")


def compressed_copy(assets: Assets, data_dir: Path) -> Path:
    """A copy of the tree with .br and .gz beside each file, made once for each state of the tree.

    It stands below `data_dir`, since a host may have mounted the code read-only; where that cannot be written
    either, the files are served from where they are, uncompressed.
    """
    ready = data_dir / "static" / assets.tree_hash
    if ready.is_dir():
        return ready
    try:
        ready.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="new-", dir=ready.parent))
    except OSError:
        return assets.folder
    shutil.copytree(assets.folder, work, dirs_exist_ok=True)
    compressor = Compressor(quiet=True)
    for file in [path for path in work.rglob("*") if path.is_file()]:
        if compressor.should_compress(file.name):
            compressor.compress(str(file))
    work.chmod(0o755)
    try:
        work.replace(ready)
    except OSError:  # another worker was first
        shutil.rmtree(work, ignore_errors=True)
    return ready


def drop_old_copies(data_dir: Path, keep: str, *, older_than: float) -> None:
    """Remove copies made before this time (seconds since 1970); newer ones may still be in use."""
    for folder in (data_dir / "static").glob("*"):
        if folder.name != keep and folder.stat().st_mtime < older_than:
            shutil.rmtree(folder, ignore_errors=True)


# Addresses that browsers ask for by themselves, whatever the page says.
AT_ROOT = {
    "/favicon.svg": "icons/favicon.svg",
    "/favicon.ico": "icons/favicon.ico",
    "/robots.txt": "robots.txt",
}


def static_files(app: WSGIApplication, assets: Assets, root: Path, *, autorefresh: bool) -> WhiteNoise:
    """The app with its static files in front. With `autorefresh` (debug) they are read at each request."""
    server = WhiteNoise(
        app,
        root=str(root),
        prefix=assets.prefix,
        allow_all_origins=False,
        autorefresh=autorefresh,
        max_age=0 if autorefresh else 86_400,
        immutable_file_test=lambda _path, url: not autorefresh and url.startswith(assets.prefix),
    )
    for url, path in AT_ROOT.items():
        if (root / path).is_file() and not autorefresh:
            server.add_file_to_dictionary(url, str(root / path))
    return server
