"""A draft as students will see it: through the templates of its kind, and with what is right beside it."""

import re
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

from webapp.exchange.contract import DraftQuestion
from webapp.kinds.registry import kind_named
from webapp.web.texts import gettext as _

_TAG = re.compile(r"<[^<>]*>")
_NAMED = re.compile(r'(\s(?:id|for|name|aria-describedby|aria-labelledby|aria-controls)=")([^"]*)(")')


@dataclass(frozen=True, slots=True)
class Shown:
    """What the templates of the kinds take, without a session around it."""

    kind: str
    prompt: str
    format: str
    foreign: dict[str, str]
    hint: str
    presented: dict[str, Any]
    message: str = ""
    session_id: str = ""
    card_id: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    card: Shown
    question: Markup
    answer: str
    explanation: str


def kind_words() -> dict[str, str]:
    return {
        "choice": _("Choice, one is right"),
        "multi_choice": _("Choice, several are right"),
        "true_false": _("True or false"),
        "short_answer": _("Typed answer"),
        "numeric": _("Number"),
        "cloze": _("Text with gaps"),
        "matching": _("Matching"),
        "ordering": _("Ordering"),
        "self_graded": _("Card to recall"),
    }


def preview_of(draft: DraftQuestion, key: str) -> Preview:
    """`key` keeps the fields of two questions on a page apart."""
    kind, content = kind_named(draft.kind), draft.content
    facet = kind.facets(content)[0]
    card = Shown(
        kind=draft.kind,
        prompt=kind.prompt(content, facet),
        format=content["format"],
        foreign=content["foreign"],
        hint=content["hint"],
        presented=_in_order(draft, facet),
    )
    revealed = kind.reveal(content, facet, None)
    if draft.kind in ("choice", "multi_choice", "true_false"):
        body = render_template(f"kinds/{draft.kind}/answer.html", card=card, revealed=revealed, level=3)
        body = body.replace("<h1 ", "<h3 ").replace("</h1>", "</h3>")
    else:
        body = render_template(f"kinds/{draft.kind}/question.html", card=card, level=3)
    return Preview(card, Markup(apart(body, key)), revealed["answer_text"], content["explanation"])


def _in_order(draft: DraftQuestion, facet: str) -> dict[str, Any]:
    """Shuffled as a student's would be; the same each time it is looked at."""
    return kind_named(draft.kind).present(draft.content, facet, draft.line or 1)


def apart(html: str, key: str) -> str:
    """Our own markup with this key before each name in it; texts stay as they are."""
    return _TAG.sub(lambda tag: _NAMED.sub(lambda found: _prefixed(found, key), tag[0]), html)


def _prefixed(found: re.Match[str], key: str) -> str:
    names = " ".join(f"{key}-{name}" for name in found[2].split())
    return f"{found[1]}{names}{found[3]}"
