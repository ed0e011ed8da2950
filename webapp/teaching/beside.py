"""What a teacher brings after a file: the pictures and sounds that it names, one by one or in an archive, or the file
of the bank that its questions are drawn from."""

import io
from collections.abc import Callable, Container, Iterable, Iterator
from functools import partial
from zipfile import ZipFile

from webapp.exchange.contract import Drafts
from webapp.exchange.media import MOST_BYTES, base_of, is_media_name, unpacked
from webapp.exchange.safe_zip import names_in, unsafe
from webapp.exchange.sniffing import package_format
from webapp.web.texts import gettext as _

MEGABYTE = 1024 * 1024
MOST_TOGETHER = 64 * MEGABYTE  # of one upload
MOST_FILES = 1_000  # at once
CODES = ("file.picture", "file.sound")


class BesideRefused(Exception):
    """Nothing of what was sent can be kept, and why."""


def collected(sent: Iterable[tuple[str, bytes]], wanted: Container[str]) -> dict[str, bytes]:
    """Those that the file can use (`wanted_in`), by their names; of archives what is called as pictures and sounds are.
    A package or XML of questions is taken as it is.
    Raises BesideRefused, as soon as they are too many."""
    found: dict[str, bytes] = {}
    size = 0
    is_any = False
    for name, data, is_of_questions in _each(sent):
        is_any = True
        if is_of_questions or base_of(name) in wanted:
            content = data()
            if found.setdefault(name, content) != content:
                raise BesideRefused(
                    _("Two different files are called %(name)s. Rename one, here and in the file", name=name[:60])
                )
            size += len(content)
            if size > MOST_TOGETHER:
                raise BesideRefused(_("Together they must be smaller than 64 MB"))
            if len(found) > MOST_FILES:
                raise BesideRefused(_("At most %(most)s can be added at once", most=MOST_FILES))
    if not is_any:
        raise BesideRefused(_("Choose pictures, sounds, or a ZIP archive with them"))
    if not found:
        raise BesideRefused(_("None of them is missing in the file: they are found by their names"))
    return found


def _each(sent: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, Callable[[], bytes], bool]]:
    """The names, what reads or unpacks each, and whether it is a file of questions."""
    for name, data in sent:
        if package_format(data):
            yield name, partial(bytes, data), True
        elif names_in(data) is not None:
            for inner, unpack in _of_archive(data):
                yield inner, unpack, False
        elif is_media_name(name):
            yield name, partial(_whole, name, data), False


def _whole(name: str, data: bytes) -> bytes:
    if len(data) > MOST_BYTES:
        raise BesideRefused(_("%(name)s must be smaller than 10 MB", name=name[:60]))
    return data


def _of_archive(data: bytes) -> Iterator[tuple[str, Callable[[], bytes]]]:
    flaw = unsafe(data)
    if flaw is not None:
        raise BesideRefused(f"{flaw.message} {flaw.hint}")
    with ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if is_media_name(name):
                yield name, partial(_unpacked, archive, name)


def _unpacked(archive: ZipFile, name: str) -> bytes:
    content = unpacked(archive, name)
    if content is None:
        raise BesideRefused(_("%(name)s is damaged, or larger than 10 MB", name=name[:60]))
    return content


def wanted_in(drafts: Drafts) -> set[str]:
    """What the names of the files that it can use end with (`base_of`): of those that are missing, and of those that
    were refused or not looked at yet, which may be brought anew."""
    codes = (*CODES, "media.refused")
    names = {problem.field for problem in drafts.problems if problem.code in codes and problem.field}
    return {base_of(part) for name in names for part in (name, name.partition("#")[0])}


def draws_from_elsewhere(drafts: Drafts) -> bool:
    """Whether its questions are drawn from a bank that it may not hold."""
    return any(problem.code == "qti.bank" for problem in drafts.problems)


def missing_in(drafts: Drafts) -> dict[str, int]:
    """The names that its texts have for pictures and sounds that were not brought, and how many questions have them."""
    found: dict[str, set[tuple[str | None, int | None]]] = {}
    for problem in drafts.problems:
        if problem.code in CODES and problem.field:
            found.setdefault(problem.field, set()).add((problem.question, problem.line))
    return {name: len(questions) for name, questions in found.items()}
