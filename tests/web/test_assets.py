"""Static files under one hash, and the style sheet that is inlined."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import brotli
import pytest
from flask import Flask

from tests.client import Browser
from webapp.web.assets import (
    STATIC,
    Assets,
    compressed_copy,
    drop_old_copies,
    lightly_minified,
    read_assets,
)


def tree(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_the_hash_is_that_of_names_and_contents(tmp_path: Path) -> None:
    first = read_assets(tree(tmp_path / "1", css__base_css="a", js__x_js="b"))
    again = read_assets(tree(tmp_path / "2", js__x_js="b", css__base_css="a"))
    changed = read_assets(tree(tmp_path / "3", css__base_css="a", js__x_js="c"))
    renamed = read_assets(tree(tmp_path / "4", css__base_css="a", js__y_js="b"))
    assert first.tree_hash == again.tree_hash
    assert len({first.tree_hash, changed.tree_hash, renamed.tree_hash}) == 3
    assert first.url("js/x.js") == f"/s/{first.tree_hash}/js/x.js"


def test_the_critical_sheet_has_its_parts_in_order_and_no_others(tmp_path: Path) -> None:
    folder = tree(tmp_path, css__base_css="b{x:1}", css__tokens_css="a{x:1}", css__bank_css="c{x:1}")
    assert read_assets(folder).critical_css == "a{x:1}b{x:1}"


def test_addresses_in_the_critical_sheet_still_lead_to_the_tree(tmp_path: Path) -> None:
    assets = read_assets(tree(tmp_path, css__base_css='a{b:url("../icons/i.svg")}c{d:url(../e)}'))
    assert assets.critical_css == f'a{{b:url("{assets.url("icons/i.svg")}")}}c{{d:url({assets.url("e")})}}'


@pytest.mark.parametrize(
    ("css", "short"),
    [
        ("a {\n  color: red;\n  margin: 0 auto;\n}\n\nb { x: y }", "a{color: red;margin: 0 auto}b{x: y}"),
        ("/* why */ a { b: c } /* {;} */", "a{b: c}"),
        ("a :hover , b > c { width: calc(1px + 2px) }", "a :hover,b > c{width: calc(1px + 2px)}"),
        ('a::before { content: " /* no */ ; , " ; }', 'a::before{content: " /* no */ ; , "}'),
        ("@media (min-width: 1px) and (x) { a { b: c; } }", "@media (min-width: 1px) and (x){a{b: c}}"),
    ],
)
def test_only_what_means_nothing_is_left_out(css: str, short: str) -> None:
    assert lightly_minified(css) == short


def test_the_sheet_of_the_project_can_be_inlined() -> None:
    css = read_assets(STATIC).critical_css
    assert css.count("{") == css.count("}")
    assert "</" not in css
    assert "\r" not in css


def test_a_copy_is_made_once_with_both_compressions(tmp_path: Path) -> None:
    text = "a { color: red }\n" * 200
    assets = read_assets(tree(tmp_path / "static", css__base_css=text))
    copy = compressed_copy(assets, tmp_path / "data")
    assert copy == tmp_path / "data" / "static" / assets.tree_hash
    assert gzip.decompress((copy / "css/base.css.gz").read_bytes()).decode() == text
    assert brotli.decompress((copy / "css/base.css.br").read_bytes()).decode() == text
    before = copy.stat().st_mtime_ns
    assert compressed_copy(assets, tmp_path / "data") == copy
    assert copy.stat().st_mtime_ns == before
    assert [path.name for path in copy.parent.iterdir()] == [assets.tree_hash]


def test_without_a_place_to_write_the_files_are_served_as_they_are(tmp_path: Path) -> None:
    assets = read_assets(tree(tmp_path / "static", css__base_css="a{}"))
    (tmp_path / "file").touch()
    assert compressed_copy(assets, tmp_path / "file") == assets.folder


def test_old_copies_go_and_the_one_in_use_stays(tmp_path: Path) -> None:
    for name, age in (("kept", 0), ("old", 0), ("new", 100)):
        (tmp_path / "static" / name).mkdir(parents=True)
        os.utime(tmp_path / "static" / name, (age, age))
    drop_old_copies(tmp_path, "kept", older_than=50)
    assert sorted(path.name for path in (tmp_path / "static").iterdir()) == ["kept", "new"]


def test_files_are_kept_for_ever_and_sent_compressed(app: Flask, client: Browser) -> None:
    assets: Assets = app.extensions["assets"]
    url = assets.url("css/base.css")
    plain = client.get(url)
    assert plain.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert plain.get_data() == (STATIC / "css/base.css").read_bytes()
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = client.get(url, headers={"Accept-Encoding": encoding})
        assert packed.headers["Content-Encoding"] == encoding
        assert packed.headers["Vary"] == "Accept-Encoding"
        assert unpack(packed.get_data()) == plain.get_data()


def test_s44_nothing_but_the_tree_is_served(app: Flask, client: Browser) -> None:
    assets: Assets = app.extensions["assets"]
    for path in ("", "css", "css/", "../pyproject.toml", "%2e%2e/pyproject.toml", "css/base.css.gz", ".git/config"):
        assert client.get(assets.url(path)).status_code == 404, path
    for path in ("/.git/config", "/.env", "/recollect.db", "/instance/recollect.db", "/static/css/base.css"):
        assert client.get(path).status_code == 404, path


def test_what_browsers_ask_for_by_themselves_is_there(client: Browser) -> None:
    icon = client.get("/favicon.svg")
    assert (icon.status_code, icon.mimetype) == (200, "image/svg+xml")
    assert icon.headers["Cache-Control"] == "max-age=86400, public"
