"""The formats that a bank can be written in, by name. A new one: copy `aiken_writer.py` and its test, add a line."""

from collections.abc import Callable
from dataclasses import replace

from webapp.exchange import (
    aiken,
    aiken_writer,
    apkg,
    apkg_writer,
    delimited,
    folder,
    gift,
    gift_writer,
    moodle_writer,
    moodle_xml,
    qti12,
    qti12_writer,
    sheets,
    table_writer,
    xlsx_writer,
)
from webapp.exchange.bank_archive import write_whole
from webapp.exchange.bankfile import read_bank
from webapp.exchange.contract import DraftBank, Drafts
from webapp.exchange.naming import named
from webapp.exchange.proving import proved
from webapp.exchange.sniffing import bank_file
from webapp.exchange.writing import Written


def _read_bank(data: bytes) -> Drafts:
    if data.startswith(b"PK\x03\x04"):
        return folder.read(data, bank_file)  # however large it is
    reading = read_bank(data, "bank")
    questions = list(reading.bank.questions) if reading.bank else []
    return Drafts("bank", "utf-8", questions, problems=reading.problems)


def _of_text(read: Callable[[str], Drafts]) -> Callable[[bytes], Drafts]:
    return lambda data: read(data.decode("utf-8-sig"))


_Write = Callable[[DraftBank], Written]
_Read = Callable[[bytes], Drafts]
# Each writer with the reader of what it writes.
_PAIRS: dict[str, tuple[_Write, _Read]] = {
    "bank": (write_whole, _read_bank),
    "moodle": (lambda bank: moodle_writer.write(bank.questions, bank.media), moodle_xml.read),
    "qti": (qti12_writer.write, qti12.read),
    "xlsx": (lambda bank: xlsx_writer.write(bank.questions), sheets.read),
    "csv": (lambda bank: table_writer.write_csv(bank.questions), _of_text(delimited.read)),
    "cards": (lambda bank: table_writer.write_cards(bank.questions), _of_text(delimited.read)),
    "apkg": (apkg_writer.write, apkg.read),
    "gift": (lambda bank: gift_writer.write(bank.questions), _of_text(gift.read)),
    "aiken": (lambda bank: aiken_writer.write(bank.questions), _of_text(aiken.read)),
}


_BY_ID = {"bank", "qti", "apkg"}  # no question can be without one there


def _proving(name: str) -> _Write:
    write, read = _PAIRS[name]

    def prove(bank: DraftBank) -> Written:
        held = replace(bank, questions=named(bank.questions)) if name in _BY_ID else bank
        return proved(write(held), held.questions, read, held.media)

    return prove


WRITERS: dict[str, _Write] = {name: _proving(name) for name in _PAIRS}
READERS: dict[str, _Read] = {name: read for name, (_write, read) in _PAIRS.items()}
