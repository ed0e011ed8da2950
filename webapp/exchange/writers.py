"""The formats that a bank can be written in, by name. A new one: copy `aiken_writer.py` and its test, add a line."""

from collections.abc import Callable

from webapp.exchange import aiken_writer, gift_writer, table_writer
from webapp.exchange.bank_writer import write_bank
from webapp.exchange.contract import DraftBank
from webapp.exchange.writing import Written

WRITERS: dict[str, Callable[[DraftBank], Written]] = {
    "bank": lambda bank: Written(write_bank(bank), len(bank.questions)),
    "csv": lambda bank: table_writer.write_csv(bank.questions),
    "cards": lambda bank: table_writer.write_cards(bank.questions),
    "gift": lambda bank: gift_writer.write(bank.questions),
    "aiken": lambda bank: aiken_writer.write(bank.questions),
}
