"""Pictures and sounds that a bank file of our own shows, where it was brought with them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape, unescape
from typing import Any

from webapp.exchange.contract import DraftQuestion, Drafts, MediaFile, Problem
from webapp.exchange.draft_texts import undescribed_words, why_not
from webapp.exchange.drafting import guessed_words
from webapp.exchange.markup import PICTURE, with_references
from webapp.exchange.media import Files, name_in, references_in
from webapp.text.nested import with_texts
from webapp.text.references import is_reference
from webapp.text.simplified import simplified

_TAG = re.compile(r"""(<(?:img|audio)\b[^<>]*?\ssrc=)("[^"<>]*"|'[^'<>]*')""", re.IGNORECASE)


@dataclass(slots=True)
class _Seen:
    """What is to be said of one question: sources that are not there, pictures without a description, and sources that
    are there and stand in a plain text."""

    missing: list[str] = field(default_factory=list)
    undescribed: int = 0
    plain: list[str] = field(default_factory=list)


def with_pictures(drafts: Drafts, files: Files) -> Drafts:
    """The drafts with references in the place of the names that its Markdown and HTML have for pictures, and with what
    they stand for. A picture that is not there is named; a reference may be to what the bank has already."""
    for place, question in enumerate(drafts.questions):
        seen = _Seen()
        content = _replaced(question.content, files, seen)
        if content != question.content:
            drafts.questions[place] = question = replace(question, content=content)
        drafts.problems += _problems(question, files, seen)
        for reference in references_in(question):
            _take(reference, files)
    drafts.problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
    if drafts.bank is not None:
        drafts.bank.questions = list(drafts.questions)
    shown = {each for question in drafts.questions for each in references_in(question)}
    drafts.media = {key: file for key, file in files.used.items() if file.reference in shown}
    return drafts


def _take(reference: str, files: Files) -> None:
    """The file in the archive of that name, if it is what its name says."""
    found = files.find(reference.removeprefix("media:"))
    if isinstance(found, MediaFile) and found.reference != reference:
        files.used.pop(found.key, None)


def _replaced(content: dict[str, Any], files: Files, seen: _Seen) -> dict[str, Any]:
    made: dict[str, Any] = with_texts(content, lambda text: _text(text, content["format"], files, seen))
    return made


def _text(text: str, format: str, files: Files, seen: _Seen) -> str:
    if format == "markdown" and "![" in text:
        text, pictures, undescribed = with_references(text, files.reference)
        seen.missing += [source for source, _alternative in pictures]
        seen.undescribed += undescribed
    elif format == "html" and "<" in text:
        text = _TAG.sub(lambda found: found[1] + _source(found[2], files, seen), text)
        seen.undescribed += simplified(text).undescribed if "media:" in text else 0
    elif format == "plain" and "![" in text:
        sources = [found[2] or "" for found in PICTURE.finditer(text)]
        seen.plain += [each for each in sources if not is_reference(each) and files.reference(each)]
    return text


def _source(quoted: str, files: Files, seen: _Seen) -> str:
    source = unescape(quoted[1:-1])
    reference = files.reference(source)
    if not reference:
        seen.missing.append(source)
    return f'"{escape(reference or source)}"'


def _problems(question: DraftQuestion, files: Files, seen: _Seen) -> Iterator[Problem]:
    def warning(code: str, source: str, message: str, hint: str) -> Problem:
        return Problem("warning", question.line, None, question.external_id, name_in(source), message, hint, code)

    for source in dict.fromkeys(seen.missing):
        reason, hint = why_not(files, source)
        yield warning("file.picture", source, f"The picture {name_in(source)[:60] or '(unnamed)'} {reason}", hint)
    for source, taken, other in files.guesses():
        yield warning("file.guessed", source, *guessed_words(source, taken, other))
    for source in dict.fromkeys(seen.plain):
        message = f"The picture {name_in(source)[:60]} is not shown: the text that names it is plain."
        yield warning("file.format", source, message, "Add the line format: markdown to the question.")
    if seen.undescribed:
        yield warning("file.undescribed", "", *undescribed_words(seen.undescribed))
