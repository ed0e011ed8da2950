"""A bank without a loss: its bank file, and where it shows pictures or sounds an archive of that file and of them."""

from webapp.exchange.bank_writer import write_bank
from webapp.exchange.contract import DraftBank, Problem
from webapp.exchange.media_writing import Album, bytes_of
from webapp.exchange.packing import packed
from webapp.exchange.sniffing import MOST_BYTES
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
    whole = packed({FILE: data, **members})
    losses.found += too_large(bank.title, len(whole))
    return Written(whole, len(bank.questions), losses.found, "zip")


def too_large(title: str, size: int) -> list[Problem]:
    """What is to be said of an archive of so many bytes."""
    if size <= MOST_BYTES:
        return []
    message = f"The archive has {size >> 20} MB, and an upload takes {MOST_BYTES >> 20} MB."
    hint = "Take it as a copy; to bring it back, split the bank first."
    return [Problem("warning", None, None, title, "", message, hint, "write.size")]
