"""What formats, encodings and columns are called, and what saving does."""

from collections.abc import Iterable, Mapping
from typing import Any

from webapp.banks.imports import MENDED_HERE
from webapp.exchange import fixes
from webapp.exchange.csv_text import SEPARATORS
from webapp.teaching.files import TWICE
from webapp.web.texts import gettext as _
from webapp.web.texts import ngettext


def format_words(texts: Mapping[str, Any]) -> dict[str, str]:
    """Of all formats: those that a text can be read as, beside those that are told by their bytes."""
    return {"bank": _("Recollect"), **{name: str(each.title) for name, each in texts.items()}}


def format_name(name: str) -> str:
    known = {
        "bank": _("Recollect"),
        "delimited": _("table"),
        "sheets": _("workbook"),
        "gift": "GIFT",
        "aiken": "Aiken",
        "moodle_xml": "Moodle XML",
        "qti12": "QTI 1.2",
        "qti2": "QTI 2",
        "apkg": _("Anki package"),
        "h5p": "H5P",
        "folder": _("archive of files"),
        MENDED_HERE: _("mended here"),
    }
    return known.get(name, name)


def encoding_words(names: Iterable[str]) -> dict[str, str]:
    known = {
        "utf-8": "UTF-8",
        "cp1252": _("Windows-1252 (Western Europe)"),
        "iso8859_2": _("ISO 8859-2 (Central Europe)"),
        "cp1250": _("Windows-1250 (Central Europe)"),
        "cp1251": _("Windows-1251 (Cyrillic)"),
        "mac_roman": _("Mac Roman"),
        "utf-16": "UTF-16",
        TWICE: _("UTF-8 that was encoded twice (repair)"),
    }
    return {name: known.get(name, name) for name in names}


def separator_words() -> dict[str, str]:
    known = {"tab": _("Tab"), "semicolon": _("Semicolon"), "comma": _("Comma"), "bar": _("Bar |")}
    return {name: known[name] for name in SEPARATORS.values()}


def meaning_words(names: Iterable[str], *, options: int) -> dict[str, str]:
    known = {
        "question": _("Question"),
        "correct": _("Right answer"),
        "type": _("Kind"),
        "feedback": _("Explanation"),
        "hint": _("Hint"),
        "topic": _("Topic"),
        "tags": _("Tags"),
        "id": _("Id"),
        "points": _("Points"),
        "source": _("Source"),
        "ignored": _("Nothing, leave it out"),
    }
    found = {name: known[name] for name in names}
    return found | {f"option_{place}": _("Option %(place)s", place=place) for place in range(1, options + 1)}


def loss_groups(losses: Iterable[Any]) -> list[tuple[str, list[str]]]:
    """What could not be kept: each reason once, with the questions that it concerns."""
    found: dict[str, list[str]] = {}
    for loss in losses:
        name = loss["question"] if isinstance(loss, Mapping) else loss.question
        message = loss["message"] if isinstance(loss, Mapping) else loss.message
        found.setdefault(message, []).append(name or "")
    return sorted(found.items(), key=lambda group: -len(group[1]))


def writer_words() -> dict[str, str]:
    return {
        "bank": _("Recollect, with everything"),
        "csv": _("Table (CSV)"),
        "cards": _("Cards as text (front, tab, back)"),
        "gift": "GIFT (Moodle)",
        "aiken": "Aiken",
    }


def visibility_words() -> dict[str, str]:
    return {"private": _("Only you"), "link": _("Whoever has the link"), "public": _("Everyone on this site")}


def fix_words() -> dict[str, tuple[str, str, str]]:
    """Each fix of a whole file: what it is about, what its button says, and what is said once it was done."""
    return {
        fixes.FORMULAS: (
            _("Formulas with signs that mean something else in GIFT"),
            _("Escape the signs of all formulas"),
            _("The signs of all formulas were escaped."),
        ),
        fixes.TRUTHS: (
            _("“true” or “false” in small letters, which are words to type"),
            _("Make true-or-false questions of them"),
            _("They were made true-or-false questions."),
        ),
        fixes.WEIGHTS: (
            _("Weights behind an equals sign, which are read as text"),
            _("Read them as weights"),
            _("What stands between percent signs was read as a weight."),
        ),
        fixes.HTML: (
            _("HTML that students would see as it is written"),
            _("Decode the HTML once"),
            _("The HTML was decoded once."),
        ),
        fixes.TWICE: (
            _("Letters that were encoded twice"),
            _("Repair the double encoding"),
            _("The double encoding was repaired."),
        ),
    }


def outcome_words(will: Mapping[str, int], *, undecided: int, stay: int) -> list[str]:
    """What saving does to a bank that was mended: one sentence each."""
    edited, restarted, added = will["edited"], will["restarted"], will["added"]
    told = []
    if edited:
        told.append(ngettext("%(num)s question is changed.", "%(num)s questions are changed.", edited))
    if restarted:
        told.append(
            ngettext(
                "%(num)s is replaced by another question, which students begin anew.",
                "%(num)s are replaced by other questions, which students begin anew.",
                restarted,
            )
        )
    if added:
        told.append(ngettext("%(num)s comes back as a new question.", "%(num)s come back as new questions.", added))
    told = told or [_("No question is changed.")]
    if undecided:
        told.append(ngettext("%(num)s is not decided, and stays.", "%(num)s are not decided, and stay.", undecided))
    if stay > undecided:
        rest = stay - undecided
        told.append(ngettext("%(num)s stays as it is.", "%(num)s stay as they are.", rest))
    return told
