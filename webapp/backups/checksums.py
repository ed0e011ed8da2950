"""Whether two databases hold the same rows, be they SQLite or PostgreSQL.

The checksum of a table is the sum of the hashes of its rows modulo 2^128: independent of the order, which two
databases need not agree on for text. It finds damage and mistakes, and is no proof against somebody who forges rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from sqlalchemy import Connection

from webapp.backups.tables import Column, Row, Table, chunks, tables_of

_BYTES = 16
_MODULUS = 1 << (8 * _BYTES)


class TableSum(NamedTuple):
    rows: int
    checksum: str  # 32 hexadecimal digits


Sums = Mapping[str, TableSum]


def sums_of(connection: Connection) -> dict[str, TableSum]:
    """Of every table with data, in the order of their names."""
    tables = sorted(tables_of(connection), key=lambda table: table.name)
    return {table.name: sum_of(table, (row for rows in chunks(connection, table) for row in rows)) for table in tables}


def sum_of(table: Table, rows: Iterable[Row]) -> TableSum:
    """`rows` as `chunks` gives them."""
    special = [(place, read) for place, each in enumerate(table.columns) if (read := _reading(each)) is not None]
    encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_bytes).encode
    total, count = 0, 0
    for row in rows:
        values = list(row)
        for place, read in special:
            if values[place] is not None:
                values[place] = read(values[place])
        hashed = blake2b(encode(values).encode(), digest_size=_BYTES)
        total += int.from_bytes(hashed.digest(), "big")
        count += 1
    return TableSum(count, f"{total % _MODULUS:032x}")


def differing(one: Sums, other: Sums) -> list[str]:
    """Names of the tables that are not the same."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _reading(column: Column) -> Callable[[Any], Any] | None:
    if column.is_json:
        return _json
    if column.is_boolean:
        return bool
    if column.is_float:
        return _float
    return None


def _json(text: str) -> list[Any]:
    return [json.loads(text)]  # in a list: NULL and the JSON value null are two things


def _float(value: Any) -> float:
    return float(value) + 0.0  # SQLite keeps no negative zero


def _bytes(value: Any) -> dict[str, str]:
    return {"hex": bytes(value).hex()}
