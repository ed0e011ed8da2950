"""What holds for every file, whatever is in it: it is read in bounded time, nothing is raised, each question or its
reason is there, and what was read can be stored, shown and written again."""

from __future__ import annotations

import time
import zlib
from collections import Counter
from dataclasses import replace

from webapp.exchange.contract import Drafts
from webapp.exchange.decoding import decoded
from webapp.exchange.raw_content import raw_of
from webapp.exchange.refused import MOST, Refused, place_of, refused_of, table_of
from webapp.exchange.sniffing import read_file
from webapp.kinds.registry import kind_named
from webapp.teaching.packing import Found, packed, unpacked

SECONDS_PER_100_KB = 2.0  # of CPU
SEVERITIES = {"error", "warning", "info"}


def sound(data: bytes, name: str, *, format: str = "") -> Drafts:
    """What was read, after everything that must hold of it was looked at."""
    started = time.process_time()
    drafts = read_file(data, name, format=format)
    refused = refused_of(data, drafts)
    taken = time.process_time() - started
    assert taken < SECONDS_PER_100_KB * max(1.0, len(data) / 100_000), taken
    _something_is_said(drafts)
    _problems_are_whole(drafts, data)
    _refused_are_whole(drafts, refused)
    _questions_are_whole(drafts)
    _can_be_stored(Found(drafts, refused))
    return drafts


def _something_is_said(drafts: Drafts) -> None:
    assert drafts.questions or drafts.kept or drafts.problems


def _problems_are_whole(drafts: Drafts, data: bytes) -> None:
    text = decoded(data).text if drafts.encoding else None
    last = None if text is None else text.count("\n") + 1
    for problem in drafts.problems:
        assert problem.message and problem.code and problem.severity in SEVERITIES, problem
        assert problem.severity != "error" or problem.hint, problem
        assert problem.line is None or problem.line >= 1, problem
        assert last is None or problem.member or problem.line is None or problem.line <= last, problem
        place_of(problem)


def _refused_are_whole(drafts: Drafts, refused: list[Refused]) -> None:
    """Every error that names a question or a line is found at one of those that stayed out, and only there."""
    placed = Counter(place for each in refused for place in each.problems)
    assert set(placed.values()) <= {1}
    if len(refused) < MOST:
        wanted = {
            at for at, each in enumerate(drafts.problems) if each.severity == "error" and (each.question or each.line)
        }
        assert set(placed) == wanted
    if refused:
        table = table_of(drafts, refused)
        assert {len(row) for row in table["rows"]} == {len(table["header"])}


def _questions_are_whole(drafts: Drafts) -> None:
    named = [each.external_id for each in drafts.questions if each.external_id]
    assert len(named) == len(set(named))
    for question in drafts.questions:
        kind = kind_named(question.content["kind"])
        again, _ = kind.validate(raw_of(question.content))
        assert again == question.content
        for facet in kind.facets(question.content):
            kind.present(question.content, facet, 1)
            kind.reveal(question.content, facet, None)


def _can_be_stored(found: Found) -> None:
    """PostgreSQL takes no NUL, no database half a pair of surrogates."""
    assert unpacked(packed(found)) == _as_kept(found)
    text = zlib.decompress(packed(found)).decode()
    assert "\\u0000" not in text.replace("\\\\", "")


def _as_kept(found: Found) -> Found:
    """Pictures are kept elsewhere, and the questions of a bank once."""
    bank = found.drafts.bank
    head = None if bank is None else replace(bank, questions=[], media={})
    return replace(found, drafts=replace(found.drafts, bank=head, media={}))
