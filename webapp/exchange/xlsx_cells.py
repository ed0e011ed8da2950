"""What the reader of workbooks does not tell: how far a sheet reaches, which cells hold an error, and which a formula
whose value was never stored.

Source: ECMA-376, SpreadsheetML. Looked for in the text of the parts, which are read in memory and not parsed.
"""

import io
import re
import zipfile
from html import unescape

_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_PLACE = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,4})(\d{1,8})[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)</(?:\w+:)?v>")

ERROR, UNSTORED = "error", "unstored"
Places = dict[tuple[int, int], tuple[str, str]]  # row from 1, column from 0: ERROR or UNSTORED, and the value


def largest(data: bytes) -> int:
    """Cells of the rectangle around all cells of the sheet that has most; 0 for another format."""
    most = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                places = _PLACE.findall(archive.read(name))
                rows = max((int(row) for _column, row in places), default=0)
                columns = max((_column_of(column) + 1 for column, _row in places), default=0)
                most = max(most, rows * columns)
    return most


def without_value(data: bytes) -> dict[str, Places]:
    """By sheet: the cells that are shown as something else than what is read of them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
            return {}
        found = {}
        for title, part in _parts(archive):
            if part in names:
                places = _places(archive.read(part))
                if places:
                    found[title] = places
        return found


def _parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for attributes in _RELATION.findall(relations):
        own = dict(_ATTRIBUTE.findall(attributes))
        targets[own.get("Id", "")] = own.get("Target", "")
    found = []
    for attributes in _SHEET.findall(book):
        own = dict(_ATTRIBUTE.findall(attributes))
        target = targets.get(own.get("r:id", ""), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        found.append((unescape(own.get("name", "")), part))
    return found


def _places(part: bytes) -> Places:
    found: Places = {}
    for attributes, inside in _CELL.findall(part):
        is_error = b't="e"' in attributes or b"t='e'" in attributes
        if not is_error and b"<f" not in inside and b":f" not in inside:
            continue
        value = _VALUE.search(inside)
        place = re.search(rb"\br=[\"']([A-Z]{1,4})(\d{1,8})", attributes)
        if place and (is_error or value is None):
            where = int(place[2]), _column_of(place[1])
            found[where] = (ERROR if is_error else UNSTORED, value[1].decode() if value else "")
    return found


def _column_of(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
