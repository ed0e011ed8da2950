"""A bank without a loss: its bank file, and where it shows pictures or sounds an archive of that file and of them."""

from webapp.exchange.bank_writer import write_bank
from webapp.exchange.contract import DraftBank
from webapp.exchange.media_writing import Album, bytes_of
from webapp.exchange.packing import packed
from webapp.exchange.writing import Losses, Written

FILE, FOLDER = "bank.yaml", "media"


def write_whole(bank: DraftBank) -> Written:
    """`read_file` of it is the bank again, to the last field and the last byte of what its questions show."""
    losses, album = Losses(), Album(bank.media)
    for question in bank.questions:
        album.take(question, losses)
    data = write_bank(bank)
    if not album.used:
        return Written(data, len(bank.questions), losses.found)
    members = {f"{FOLDER}/{name}": held for name, held in bytes_of(album.used.values()).items()}
    return Written(packed({FILE: data, **members}), len(bank.questions), losses.found, "zip")
