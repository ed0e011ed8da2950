"""Pictures and sounds that a bank file of our own shows, where it was brought with them."""

import re
from dataclasses import replace
from html import escape, unescape
from typing import Any

from webapp.exchange.contract import DraftQuestion, Drafts, MediaFile, Problem
from webapp.exchange.draft_texts import why_not
from webapp.exchange.markup import with_references
from webapp.exchange.media import Files, name_in, references_in

_TAG = re.compile(r"""(<(?:img|audio)\b[^<>]*?\ssrc=)("[^"<>]*"|'[^'<>]*')""", re.IGNORECASE)


def with_pictures(drafts: Drafts, files: Files) -> Drafts:
    """The drafts with references in the place of the names that its Markdown and HTML have for pictures, and with what
    they stand for. A picture that is not there is named; a reference may be to what the bank has already."""
    for place, question in enumerate(drafts.questions):
        missing: list[str] = []
        content = _replaced(question.content, question.content["format"], files, missing)
        if content != question.content:
            drafts.questions[place] = question = replace(question, content=content)
        drafts.problems += [_problem(question, files, source) for source in dict.fromkeys(missing)]
        for reference in references_in(question):
            _take(reference, files)
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


def _replaced(value: Any, format: str, files: Files, missing: list[str]) -> Any:
    if isinstance(value, str):
        return _text(value, format, files, missing)
    if isinstance(value, dict):
        return {name: _replaced(each, format, files, missing) for name, each in value.items()}
    if isinstance(value, list):
        return [_replaced(each, format, files, missing) for each in value]
    return value


def _text(text: str, format: str, files: Files, missing: list[str]) -> str:
    if format == "markdown" and "![" in text:
        text, pictures, _undescribed = with_references(text, files.reference)
        missing += [source for source, _alternative in pictures]
    elif format == "html" and "<" in text:
        text = _TAG.sub(lambda found: found[1] + _source(found[2], files, missing), text)
    return text


def _source(quoted: str, files: Files, missing: list[str]) -> str:
    source = unescape(quoted[1:-1])
    reference = files.reference(source)
    if not reference:
        missing.append(source)
    return f'"{escape(reference or source)}"'


def _problem(question: DraftQuestion, files: Files, source: str) -> Problem:
    message, hint = why_not(files, source)
    text = f"The picture {name_in(source)[:60] or '(unnamed)'} {message}"
    return Problem("warning", question.line, None, question.external_id, name_in(source), text, hint, "file.picture")
