"""Pictures and sounds that a teacher brings after the file that names them: one by one, or in an archive."""

import io
from collections.abc import Iterable
from zipfile import ZipFile

from webapp.exchange.contract import Drafts
from webapp.exchange.media import MOST_BYTES, is_media_name, unpacked
from webapp.exchange.safe_zip import names_in, unsafe
from webapp.web.texts import gettext as _

MEGABYTE = 1024 * 1024
MOST_TOGETHER = 64 * MEGABYTE  # of one upload
CODES = ("file.picture", "file.sound")


class BesideRefused(Exception):
    """Nothing of what was sent can be kept, and why."""


def collected(sent: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """By their names; of archives what is called as pictures and sounds are. Raises BesideRefused."""
    found: dict[str, bytes] = {}
    for name, data in sent:
        if names_in(data) is not None:
            found |= _of_archive(data)
        elif is_media_name(name):
            if len(data) > MOST_BYTES:
                raise BesideRefused(_("%(name)s must be smaller than 10 MB", name=name[:60]))
            found[name] = data
    if not found:
        raise BesideRefused(_("Choose pictures, sounds, or a ZIP archive with them"))
    if sum(map(len, found.values())) > MOST_TOGETHER:
        raise BesideRefused(_("Together they must be smaller than 64 MB"))
    return found


def _of_archive(data: bytes) -> dict[str, bytes]:
    flaw = unsafe(data)
    if flaw is not None:
        raise BesideRefused(f"{flaw.message} {flaw.hint}")
    with ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if is_media_name(name)]
        return {name: content for name in names if (content := unpacked(archive, name)) is not None}


def missing_in(drafts: Drafts) -> dict[str, int]:
    """The names that its texts have for pictures and sounds that were not brought, and how many questions have them."""
    found: dict[str, set[tuple[str | None, int | None]]] = {}
    for problem in drafts.problems:
        if problem.code in CODES and problem.field:
            found.setdefault(problem.field, set()).add((problem.question, problem.line))
    return {name: len(questions) for name, questions in found.items()}
