"""Archives from strangers: refused whole for a name or a size, before anything of them is used."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from webapp.exchange import safe_zip
from webapp.exchange.safe_zip import unsafe


def archive(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, data in members:
            made.writestr(zipfile.ZipInfo(name), data, method)  # whose day is always the same
    return buffer.getvalue()


def code(data: bytes) -> str:
    flaw = unsafe(data)
    return flaw.code if flaw else ""


def test_an_ordinary_archive_is_safe() -> None:
    assert code(archive(("a.txt", b"x"), ("folder/b.txt", b"y" * 1000))) == ""


@pytest.mark.parametrize(
    "name", ["../a", "a/../../b", "/etc/passwd", "C:\\a", "C:a", "a\\b", "folder/..", "a/./../../c"]
)
def test_s33_a_name_that_leads_out_is_refused(name: str) -> None:
    assert code(archive((name, b"x"))) == "zip.name"


def test_s33_a_link_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(info, "/etc/passwd")
    assert code(buffer.getvalue()) == "zip.link"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_s33_one_name_twice_is_refused() -> None:
    assert code(archive(("a", b"x"), ("a", b"y"))) == "zip.twice"


@pytest.mark.parametrize("name", ["inner.zip", "deck.apkg", "a.tar", "b.TGZ"])
def test_s32_an_archive_in_an_archive_is_refused(name: str) -> None:
    assert code(archive((name, b"x"))) == "zip.nested"


def test_s32_what_grows_too_much_is_refused() -> None:
    assert code(archive(("zeros", bytes(4 * 1024 * 1024)))) == "zip.ratio"


def test_s32_what_is_too_large_is_refused_by_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_zip, "MOST_UNPACKED", 1000)
    whole = archive(("a", b"x" * 600), ("b", b"y" * 600), method=zipfile.ZIP_STORED)
    assert code(whole) == "zip.size"
    assert "MB" in (unsafe(whole) or pytest.fail("safe")).message


def test_s32_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_zip, "MOST_ENTRIES", 2)
    assert code(archive(("a", b""), ("b", b""), ("c", b""))) == "zip.entries"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", archive(("a", b"x" * 100))[:-30]])
def test_what_is_no_archive_is_damaged(data: bytes) -> None:
    assert code(data) == "zip.broken"
