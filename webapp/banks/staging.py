"""An import written ahead, out of everybody's sight and in short transactions, so that what makes it visible is short.

A shelf is a bank that nobody finds. New questions stand on it with their versions and words; new versions of known
questions stand where they belong, and no question points at them. To make the import visible, a new bank's shelf
becomes the bank itself; to one that is there the questions move over. What an import took back goes the other way.
Shelves are swept in small steps, at once or, when a process was killed, at night.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from webapp.banks.applying import BankHasChanged, Row, Work, grouped
from webapp.banks.models import ALONE, RETIRED, STAGED, Bank, ImportBatch, Question, Version
from webapp.banks.slugs import secret_slug
from webapp.banks.word_index import insert_words, words_of
from webapp.database import transaction
from webapp.exchange.contract import DraftQuestion

MOST_ROWS = 4_000  # that a transaction writes
VERSIONS = "versions"  # in a shelf's source: runs of ids of versions that no question points at yet
_VERSIONS_AT_ONCE = 500
_BLIND = {"synchronize_session": False}  # no object of the session is looked for

Piece = list[tuple[DraftQuestion, Row, Row, set[str]]]


def open_shelf(bank: Bank | None, *, now: int) -> int:
    """An empty shelf: of a bank that is to be made, or (None) for one that is there, and for what is taken back."""
    with transaction() as session:
        shelf = bank if bank is not None else Bank(title="", source={}, facts=[])
        shelf.slug, shelf.visibility, shelf.owner_id, shelf.changed_at = secret_slug(STAGED), STAGED, None, now
        session.add(shelf)
        session.flush()
        return shelf.id


def put_on_shelf(shelf_id: int, work: Work) -> None:
    """The rows of all that is new, a piece at a time; completes `work.before`."""
    for piece in _pieces(work):
        with transaction() as session:
            work.before += _put_questions(session.connection(), shelf_id, piece)
    if work.versions:
        _put_versions(shelf_id, work)


def put_batch(batch: ImportBatch) -> int:
    with transaction() as session:
        session.add(batch)
        session.flush()
        return batch.id


def move_in(session: Session, shelf_id: int, bank_id: int, work: Work) -> None:
    """The short step of an import to a bank that is there; ids of the bank are free before others take them."""
    connection = session.connection()
    change_questions(connection, work.updates)
    if work.added:
        connection.execute(update(Question).where(Question.bank_id == shelf_id).values(bank_id=bank_id))
    connection.execute(update(Bank).where(Bank.id == shelf_id).values(source={}))


def change_questions(connection: Connection, updates: dict[int, Row]) -> None:
    for names, rows in grouped(updates).items():
        changed = update(Question).where(Question.id == bindparam("key"))
        connection.execute(changed.values({name: bindparam(f"new_{name}") for name in names}), rows)


def move_out(session: Session, question_ids: Sequence[int], shelf_id: int) -> None:
    """The short step of taking back: nobody is asked these any more."""
    for first, last in runs(question_ids):
        moved = update(Question).where(Question.id.between(first, last))
        session.execute(moved.values(bank_id=shelf_id, status=RETIRED), execution_options=_BLIND)


def _pieces(work: Work) -> Iterator[Piece]:
    piece: Piece = []
    size = 0
    for draft, position in work.added:
        words = words_of(draft.content, draft.tags)
        piece.append(
            (draft, work.question_row(draft, position), {**work.version_row(draft, "new", {}), "number": 1}, words)
        )
        size += 2 + len(words)
        if size >= MOST_ROWS:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def _put_questions(connection: Connection, shelf_id: int, piece: Piece) -> list[Row]:
    """Entries of `before`."""
    ids = _free_ids(connection, "question", len(piece))
    version_ids = _free_ids(connection, "version", len(piece))
    places = {"bank_id": shelf_id}
    numbered = list(zip(ids, version_ids, piece, strict=True))
    connection.execute(
        insert(Question),
        [
            {"id": key, **places, **row, "version_id": made, "indexed_version_id": made}
            for key, made, (_draft, row, _version, _words) in numbered
        ],
    )
    connection.execute(
        insert(Version),
        [{"id": made, "question_id": key, **row} for key, made, (_draft, _row, row, _words) in numbered],
    )
    pairs = sorted((word, key) for key, _made, (*_rows, words) in numbered for word in words)
    if pairs:
        insert_words(connection, pairs)
    return [{"question_id": key, "is_new": True, "made": made} for key, made, _piece in numbered]


def _put_versions(shelf_id: int, work: Work) -> None:
    """They stand below their questions already, which do not point at them yet; the shelf says which they are."""
    for at in range(0, len(work.versions), _VERSIONS_AT_ONCE):
        part = work.versions[at : at + _VERSIONS_AT_ONCE]
        wanted = [entry["question_id"] for entry, _row in part]
        with transaction() as session:
            bank = session.get_one(Bank, work.bank_id, with_for_update=ALONE, populate_existing=True)
            if work.seen_at not in (None, bank.changed_at):  # a question that gets a version may be gone
                raise BankHasChanged
            connection = session.connection()
            ids = _free_ids(connection, "version", len(part))
            newest = select(Version.question_id, func.max(Version.number)).where(Version.question_id.in_(wanted))
            numbers = {row[0]: row[1] for row in connection.execute(newest.group_by(Version.question_id))}
            rows = [
                {**row, "id": made, "question_id": key, "number": numbers[key] + 1}
                for made, key, (_entry, row) in zip(ids, wanted, part, strict=True)
            ]
            connection.execute(insert(Version), rows)
            shelf = session.get_one(Bank, shelf_id, populate_existing=True)
            shelf.source = {VERSIONS: [*shelf.source.get(VERSIONS, ()), *runs(ids)]}
        for made, (entry, _row) in zip(ids, part, strict=True):
            entry["made"] = made
            work.updates.setdefault(entry["question_id"], {})["version_id"] = made


def runs(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Ids that follow each other, as the first and the last of each run."""
    found: list[tuple[int, int]] = []
    for each in sorted(ids):
        if found and found[-1][1] == each - 1:
            found[-1] = (found[-1][0], each)
        else:
            found.append((each, each))
    return found


def _free_ids(connection: Connection, table: str, count: int) -> Sequence[int]:
    """Known beforehand, so that rows that name each other are written without asking for what they were given."""
    if connection.dialect.name == "sqlite":
        model: Any = {"question": Question, "version": Version}[table]
        newest = connection.execute(select(func.max(model.id))).scalar() or 0
        return range(newest + 1, newest + 1 + count)
    asked = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return [int(each) for each in connection.execute(asked, {"name": table, "count": count}).scalars()]
