"""Archives that are no package of a program: each of their files is read as if it had been brought by itself."""

import io
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath

from webapp.exchange.contract import DraftQuestion, Drafts, Problem
from webapp.exchange.drafting import MOST_QUESTIONS, Drafting, shown
from webapp.exchange.media import Files, is_media_name, unpacked
from webapp.exchange.safe_zip import unsafe

NAME = "folder"
_UNREAD = {"file.unknown", "file.foreign", "file.empty", "text.binary"}  # what says that a file holds no questions
_NO_FILE = (".", "Thumbs.db", "desktop.ini")
_ARCHIVE = b"PK\x03\x04"


def read(data: bytes, read_member: Callable[[bytes, str, Files], Drafts], files: Files | None = None) -> Drafts:
    """The questions of all files in an archive. `read_member` reads one, from its bytes, its name and the pictures and
    sounds that it may show. Never raises for what they hold."""
    found, banks = Drafting(NAME), list[Drafts]()
    flaw = unsafe(data)
    if flaw:
        found.flaw(flaw)
        return found.done()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        media = [name for name in archive.namelist() if is_media_name(name)]
        beside = (files or Files()).within(media, lambda name: unpacked(archive, name))
        for name in archive.namelist():
            base = PurePosixPath(name).name
            if name.endswith("/") or name.startswith("__MACOSX/") or base.startswith(_NO_FILE) or name in media:
                continue
            content = archive.read(name)
            if content.startswith(_ARCHIVE):
                _tell(found, name, "It is an archive itself and was not opened.", "Bring it by itself.")
            else:
                beside.folder = str(PurePosixPath(name).parent)
                made = read_member(content, base, beside)
                banks += [made] if made.bank is not None else []
                _add(found, name, made, is_first=not found.drafts.questions and not found.drafts.kept)
    if len(banks) == 1 and banks[0].questions == found.drafts.questions:
        _take_bank(found, banks[0])
    if not found.drafts.questions and not found.drafts.kept and not found.drafts.errors:
        names = ", ".join(sorted({problem.member for problem in found.drafts.problems})[:5])
        message = f"This is a packed folder, and no file in it holds questions{': ' if names else ''}{names}."
        found.error("file.empty", message, "Pack the files that hold the questions.")
    for problem in [each for each in found.drafts.problems if each.code == "file.unused"]:
        found.drafts.problems.remove(problem)  # another file may show what this one does not
    if found.drafts.questions and (unused := beside.names_unused()):
        found.name_unused(unused)
    return found.drafts


def _take_bank(found: Drafting, made: Drafts) -> None:
    """A bank file with its pictures, and nothing else: it is read as it would be by itself."""
    found.drafts.format, found.drafts.encoding, found.drafts.bank = made.format, made.encoding, made.bank


def join(drafts: Drafts, name: str, more: Drafts) -> None:
    """Put what a second file holds behind the first: the questions of a bank that a quiz draws from. Ids that both have
    are told apart by the name of the second; that the first has draws from elsewhere is no news any more."""
    found = Drafting(drafts.format)
    found.drafts = drafts
    _add(found, name, more, is_first=False)
    if more.questions:
        drafts.problems = [each for each in drafts.problems if each.code != "qti.bank"]


def _add(found: Drafting, name: str, made: Drafts, *, is_first: bool) -> None:
    if not made.questions and not made.kept and {each.code for each in made.errors} & _UNREAD:
        _tell(found, name, made.errors[0].message, made.errors[0].hint)
        return
    for problem in made.problems:
        problem.member = f"{name}/{problem.member}" if problem.member else name
    found.drafts.problems += made.problems
    found.drafts.kept += made.kept
    found.drafts.media |= made.media
    known = {each.external_id for each in found.drafts.questions if each.external_id}
    for question in made.questions:
        _qualify(question, name, known)
        if len(found.drafts.questions) < MOST_QUESTIONS:
            found.drafts.questions.append(question)
        else:
            message = f"The archive has more than {MOST_QUESTIONS:,} questions; the rest is left out."
            found.once("error", "file.size", message, "Split it into several.")
    if made.bank and not is_first and (made.bank.facts or made.bank.terms):
        _tell(found, name, "Facts and terms of a bank come only with its file.", "Bring that file by itself.")
        for question in made.questions:
            question.fact = question.term = None


def _qualify(question: DraftQuestion, name: str, known: set[str]) -> None:
    """Other files number anew: an id that another file of this archive has is told apart by the name of the file."""
    if question.external_id in known:
        is_own = question.sibling_key == question.external_id
        question.external_id = f"{name}/{question.external_id}"[-120:]
        if is_own:
            question.sibling_key = question.external_id


def _tell(found: Drafting, name: str, message: str, hint: str) -> None:
    found.drafts.problems.append(
        Problem("info", None, None, None, "", f"{shown(name)} is not read: {message}", hint, "file.member", member=name)
    )
