"""Files changed as accidents and strangers change them: bytes, lines, encodings, nodes of XML, members of archives and
pages of databases. What is changed how follows from the chance that is handed in.
"""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Callable
from copy import deepcopy
from random import Random
from xml.etree import ElementTree as ET  # of files that we made ourselves, or that a reader has refused before

import zstandard

Change = Callable[[bytes, Random], bytes]

MOST_UNPACKED = 2_000_000
PAGE = 4096  # bytes of a page of SQLite
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "mac_roman", "cp437", "utf-7")
# What has a meaning in some format, and what has none anywhere.
SIGNS = (
    "{", "}", "=", "~", "#", "####", "%50%", "->", "::", "\\", "//", "$", "$$", "\\(", "\"", "'", ";", "\t", "|", ",",
    "ANSWER: B", "A) x", "*b) y", "??", ":::", "==", "{{c1::", "}}", "&", "<", "]]>", "<!--", "&#0;", "&nbsp;",
    "\x00", "\x0b", "\u2028", "\ufffe", "\ud7ff", "\U0010ffff", "é", "Ã©", "\n\n", "\r", "9" * 400, "-", "1e999",
    "nan", "%s", "\\u0000", "\\ud800", "\\x00", "&#xD800;", "&amp;#0;", "{0}", "{99}",
    "[id:", "@@PLUGINFILE@@/x.png", "<script>", "=1+1", "…",
)  # fmt: skip
OPENERS = (
    "(", "[", "<p", "</", "<![", "<![CDATA[", "$x", "**", "`", "{1:MC:", "=a ~b", "A. x\n", "1. x\n", "a::b\n", '"a,',
    "a\t", "- a\n", "![](",
    "[[", "{{c1::a::", "[sound:", "[$]", "<img src=", "== ", "?\n", "[*] x\n", "\n", " ", "_", "1",
)  # fmt: skip
NAMES = (
    "../x", "/x", "a\\b", "C:x", "x" * 300, "x\x00y", "", ".", "imsmanifest.xml", "h5p.json", "collection.anki2",
    "collection.anki21b", "media", "0", "é/ü.gift", "a.zip", "xl/workbook.xml", "mimetype",
)  # fmt: skip


def changed(data: bytes, chance: Random) -> bytes:
    """The file with one to three changes that suit what it is."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        suited = [*BYTES, *_suiting(data)]
        data = chance.choice(suited)(data, chance)
    return data


def _suiting(data: bytes) -> list[Change]:
    if data.startswith(b"PK\x03\x04"):
        return [_member] * 12
    if data.startswith(b"SQLite format 3\x00"):
        return [_page, _page, _row, _row, _schema]
    if data.lstrip().startswith(b"<"):
        return [_node, _node, _attribute, _node_text, *LINES]
    return [*LINES, *LINES]


# --- bytes of any file


def _byte(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) or 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _bit(data: bytes, chance: Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _cut(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _take_out(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.choice((1, 2, 20, 200)) :]


def _again(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    piece = data[at : at + chance.choice((1, 20, 500))]
    return data[:at] + piece * chance.choice((2, 3, 40)) + data[at + len(piece) :]


def _flood(data: bytes, chance: Random) -> bytes:
    """One sign some thousand times: what looks ahead from each of them takes the square of the time."""
    at = chance.randrange(len(data) + 1)
    sign = chance.choice((*SIGNS, *OPENERS)).encode("utf-8", "replace")
    return data[:at] + sign * (chance.choice((500, 5_000)) // len(sign) + 1) + data[at:]


BYTES: tuple[Change, ...] = (_byte, _bit, _cut, _take_out, _again, _flood)


# --- lines and letters of a text


def _on_lines(change: Callable[[list[str], Random], None]) -> Change:
    def on_bytes(data: bytes, chance: Random) -> bytes:
        lines = data.decode("utf-8", "replace").split("\n")
        change(lines, chance)
        return "\n".join(lines).encode("utf-8", "replace")

    return on_bytes


def _drop_line(lines: list[str], chance: Random) -> None:
    lines.pop(chance.randrange(len(lines)))


def _line_twice(lines: list[str], chance: Random) -> None:
    at = chance.randrange(len(lines))
    lines.insert(chance.randrange(len(lines) + 1), lines[at])


def _swap_lines(lines: list[str], chance: Random) -> None:
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _sign(lines: list[str], chance: Random) -> None:
    at = chance.randrange(len(lines))
    place = chance.randrange(len(lines[at]) + 1)
    lines[at] = lines[at][:place] + chance.choice(SIGNS) + lines[at][place:]


def _take_sign(lines: list[str], chance: Random) -> None:
    """Without one of the signs that its format lives by."""
    at = chance.randrange(len(lines))
    places = [found.start() for found in re.finditer(r"[^\w\s]", lines[at])]
    if places:
        place = chance.choice(places)
        lines[at] = lines[at][:place] + lines[at][place + 1 :]


def _line_ends(data: bytes, chance: Random) -> bytes:
    return data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b"\n\r", "\u2028".encode())))


def _encoding(data: bytes, chance: Random) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


LINES: tuple[Change, ...] = (
    *(_on_lines(each) for each in (_drop_line, _line_twice, _swap_lines, _sign, _sign, _take_sign)),
    _line_ends,
    _encoding,
)


# --- nodes of XML


def _on_tree(change: Callable[[list[ET.Element], Random], None]) -> Change:
    def on_bytes(data: bytes, chance: Random) -> bytes:
        if b"<!ENTITY" in data:
            return data
        try:
            root = ET.fromstring(data)
        except (ET.ParseError, ValueError, LookupError):
            return data
        change(list(root.iter()), chance)
        return bytes(ET.tostring(root, encoding=chance.choice(("utf-8", "utf-8", "us-ascii", "utf-16"))))

    return on_bytes


def _change_node(nodes: list[ET.Element], chance: Random) -> None:
    parent = chance.choice([node for node in nodes if len(node)] or nodes)
    if not len(parent):
        return
    child = parent[chance.randrange(len(parent))]
    what = chance.randrange(4)
    if what == 0:
        parent.remove(child)
    elif what == 1:
        parent.insert(chance.randrange(len(parent) + 1), child)
    elif what == 2:
        child.tag = chance.choice(nodes).tag
    else:
        child.append(deepcopy(chance.choice(nodes)))


def _change_attribute(nodes: list[ET.Element], chance: Random) -> None:
    node = chance.choice([node for node in nodes if node.attrib] or nodes)
    if not node.attrib:
        return
    name = chance.choice(sorted(node.attrib))
    if chance.random() < 0.3:
        del node.attrib[name]
    else:
        node.attrib[name] = chance.choice(("", "0", "-1", "9" * 30, "nan", "é", node.attrib[name] * 2, "../x"))


def _change_text(nodes: list[ET.Element], chance: Random) -> None:
    node = chance.choice(nodes)
    other = chance.choice(nodes).text
    node.text = chance.choice((None, "", other, (node.text or "") * 3, "&lt;p&gt;x", "1e999", "{1:MC:=a~b", "100"))


_node, _attribute, _node_text = (_on_tree(each) for each in (_change_node, _change_attribute, _change_text))


# --- members of an archive


def _member(data: bytes, chance: Random) -> bytes:
    """One member dropped, doubled, renamed, or changed as what it is itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
                return data
            members = [(each.filename, archive.read(each)) for each in archive.infolist()]
    except Exception:
        return data  # damaged before: whatever the library makes of it is not what is looked at here
    if not members:
        return data
    at = chance.randrange(len(members))
    name, content = members[at]
    what = chance.randrange(10)
    if what == 0:
        members.pop(at)
    elif what == 1:
        members.append((name, content[::-1]))
    elif what == 2:
        members[at] = (chance.choice((*NAMES, members[chance.randrange(len(members))][0])), content)
    elif what == 3:
        members.append((chance.choice(NAMES), content))
    else:
        members[at] = (name, _unpacked_change(content, chance))
    return _packed(members, chance)


def _unpacked_change(content: bytes, chance: Random) -> bytes:
    """What Anki packs once more is changed inside."""
    if content.startswith(b"\x28\xb5\x2f\xfd") and chance.random() < 0.8:
        try:
            inside = zstandard.ZstdDecompressor().decompressobj().decompress(content)
        except zstandard.ZstdError:
            return content
        return zstandard.ZstdCompressor().compress(changed(inside, chance))
    return changed(content, chance)


def _packed(members: list[tuple[str, bytes]], chance: Random) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name.replace("\x00", "_") or "_")
            info.external_attr = 0o120777 << 16 if chance.random() < 0.01 else 0o644 << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


# --- a database of SQLite


def _page(data: bytes, chance: Random) -> bytes:
    """A page, zeroed, swapped, or with some bytes of its head changed."""
    pages = [data[at : at + PAGE] for at in range(0, len(data), PAGE)]
    at = chance.randrange(len(pages))
    what = chance.randrange(4)
    if what == 0:
        pages[at] = bytes(len(pages[at]))
    elif what == 1:
        other = chance.randrange(len(pages))
        pages[at], pages[other] = pages[other], pages[at]
    else:
        head = bytearray(pages[at])
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(min(len(head), 200 if what == 2 else PAGE))
            head[place] = chance.choice((0, 1, 255, 127, chance.randrange(256)))
        pages[at] = bytes(head)
    return b"".join(pages)


def _in_database(change: Callable[[sqlite3.Connection, str, Random], None]) -> Change:
    def on_bytes(data: bytes, chance: Random) -> bytes:
        database = sqlite3.connect(":memory:", isolation_level=None)
        try:
            database.create_collation("unicase", lambda one, other: (one > other) - (one < other))
            database.deserialize(data)
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            if tables:
                change(database, chance.choice(tables), chance)
            return database.serialize()
        except (sqlite3.Error, ValueError, UnicodeError, OverflowError):
            return data
        finally:
            database.close()

    return on_bytes


VALUES = (None, "", 0, -1, 2**62, 1.5, b"\xff\x00", "\ud7ff", "a\x1fb", "a\x00b", "{}", "[]", "null", '{"1": null}')


def _change_row(database: sqlite3.Connection, table: str, chance: Random) -> None:
    columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
    if columns:
        column = chance.choice(columns)
        asked = f'UPDATE "{table}" SET "{column}" = ? WHERE rowid % ? = 0'
        database.execute(asked, (chance.choice(VALUES), chance.choice((1, 1, 2, 3))))


def _change_schema(database: sqlite3.Connection, table: str, chance: Random) -> None:
    orders = (
        f'DROP TABLE "{table}"',
        f'ALTER TABLE "{table}" RENAME TO "other"; CREATE VIEW "{table}" AS SELECT * FROM "other"',
        f'ALTER TABLE "{table}" RENAME TO "other"; CREATE VIEW "{table}" AS WITH RECURSIVE c(id) AS '
        f'(SELECT 1 UNION ALL SELECT id + 1 FROM c) SELECT * FROM c, "other"',
        f'DELETE FROM "{table}"',
        f'CREATE TRIGGER t AFTER INSERT ON "{table}" BEGIN SELECT 1; END',
        f'CREATE TABLE IF NOT EXISTS notetypes (id, name, config); CREATE INDEX i ON "{table}" (1)',
    )
    database.executescript(chance.choice(orders))


_row, _schema = _in_database(_change_row), _in_database(_change_schema)
