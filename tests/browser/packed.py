"""Files whose every text is another payload, so that thousands of them fit into a few hundred questions."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape
from typing import Any

from webapp.exchange.gift_writer import escaped

SHORT = 60  # letters that a topic, a tag or the name of a bank may have
OPTIONS = 8
HEADINGS = 20
# A file that holds one of these is no text, no XML or no YAML. What becomes of them is told by tests without a browser.
_ILLEGAL = re.compile("[^\t\n -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class Deck:
    """Deals payloads one after the other, and from the beginning when all were dealt."""

    def __init__(self, payloads: Sequence[str]) -> None:
        legal = [_ILLEGAL.sub("?", each) for each in payloads]
        self.left = len(legal)
        self.endless = itertools.cycle(legal)
        self.short = itertools.cycle([each for each in legal if len(each) <= SHORT and "\n" not in each])

    def deal(self) -> str:
        self.left -= 1
        return next(self.endless)

    def brief(self) -> str:
        return next(self.short)

    def questions(self) -> Iterator[int]:
        """Numbers, until everything was dealt."""
        return itertools.takewhile(lambda _: self.left > 0, itertools.count(1))


def table(payloads: Sequence[str]) -> bytes:
    """Plain texts; each payload that is short is in the header of a column, too, as far as there is room."""
    deck = Deck(payloads)
    options = [f"option_{n}" for n in range(1, OPTIONS + 1)]
    rows = [["id", "question", *options, "correct", "feedback", "hint", "topic", "tags", "source"]]
    rows[0] += [deck.brief() for _ in range(HEADINGS)]
    for number in deck.questions():
        texts = [f"{n} {deck.deal()}" for n in range(1, OPTIONS + 1)]
        rest = [deck.deal(), deck.deal(), deck.brief(), deck.brief(), deck.deal()]
        more = [deck.brief() for _ in range(HEADINGS)]
        rows.append([f"q{number}", f"Which? {deck.deal()}", *texts, "1", *rest, *more])
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def bank(payloads: Sequence[str], form: str) -> bytes:
    """Markdown or HTML, in our own format, which keeps it as it is; what JSON writes is YAML."""
    deck = Deck(payloads)
    head: dict[str, Any] = {name: f"{name} {deck.brief()}" for name in ("title", "subject", "author", "licence")}
    asked = [
        {
            "id": f"q{number}",
            "kind": "choice",
            "format": form,
            "prompt": f"Which?\n\n{deck.deal()}",
            "options": [
                {"text": f"{n} {deck.deal()}", "why": deck.deal()} | ({"right": "yes"} if n == 1 else {})
                for n in range(1, OPTIONS + 1)
            ],
            "topic": deck.brief(),
            "tags": [deck.brief()],
            "hint": deck.deal(),
            "explanation": deck.deal(),
            "background": deck.deal(),
            "source": {"paragraph": deck.brief(), "says": deck.deal()},
        }
        for number in deck.questions()
    ]
    whole = {"bank": "packed", **head, "source": {"title": deck.brief()}}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in whole.items()]
    lines += ["questions:", *(f"- {json.dumps(each, ensure_ascii=False)}" for each in asked)]
    return "\n".join(lines).encode()


def moodle(payloads: Sequence[str]) -> bytes:
    deck = Deck(payloads)

    def html(text: str) -> str:
        return f"<text>{escape(text, quote=False)}</text>"

    def answer(number: int) -> str:
        text, why = f"{number} {deck.deal()}", deck.deal()
        points = 100 if number == 1 else 0
        return f"<answer fraction='{points}' format='html'>{html(text)}<feedback>{html(why)}</feedback></answer>"

    questions = [
        f"<question type='multichoice'><name>{html(deck.deal())}</name><idnumber>q{number}</idnumber>"
        f"<questiontext format='html'>{html('<p>Which?</p>' + deck.deal())}</questiontext>"
        f"<generalfeedback format='html'>{html(deck.deal())}</generalfeedback>"
        f"<tags><tag>{html(deck.brief())}</tag></tags>"
        f"{''.join(answer(n) for n in range(1, OPTIONS + 1))}<hint format='html'>{html(deck.deal())}</hint></question>"
        for number in deck.questions()
    ]
    return f"<quiz>{''.join(questions)}</quiz>".encode()


def qti(payloads: Sequence[str]) -> bytes:
    deck = Deck(payloads)

    def material(text: str) -> str:
        inside = escape(text, quote=False)
        return f'<material><mattext texttype="text/html">{inside}</mattext></material>'

    def item(number: int) -> str:
        names = [f"o{n}" for n in range(1, OPTIONS + 1)]
        labels = "".join(
            f'<response_label ident="{n}">{material(f"{n} {deck.deal()}")}</response_label>' for n in names
        )
        told = "".join(
            f'<respcondition continue="Yes"><conditionvar><varequal respident="r">{n}</varequal></conditionvar>'
            f'<displayfeedback feedbacktype="Response" linkrefid="{n}_fb"/></respcondition>'
            for n in names
        )
        said = "".join(
            f'<itemfeedback ident="{n}"><flow_mat>{material(deck.deal())}</flow_mat></itemfeedback>'
            for n in [*(f"{n}_fb" for n in names), "general_fb"]
        )
        return (
            f'<item ident="q{number}" title="Question"><presentation>{material("<p>Which?</p>" + deck.deal())}'
            f'<response_lid ident="r" rcardinality="Single"><render_choice>{labels}</render_choice></response_lid>'
            '</presentation><resprocessing><outcomes><decvar varname="SCORE" maxvalue="100" minvalue="0"/></outcomes>'
            '<respcondition continue="Yes"><conditionvar><other/></conditionvar>'
            f'<displayfeedback feedbacktype="Response" linkrefid="general_fb"/></respcondition>{told}'
            '<respcondition continue="No"><conditionvar><varequal respident="r">o1</varequal></conditionvar>'
            f'<setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing>{said}</item>'
        )

    inside = "".join(item(number) for number in deck.questions())
    return (
        '<?xml version="1.0"?>\n<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">'
        f'<assessment ident="a" title="Week 1"><section>{inside}</section></assessment></questestinterop>'
    ).encode()


def gift(payloads: Sequence[str]) -> bytes:
    """By turns as HTML, as Markdown and as plain text."""
    deck = Deck(payloads)

    def said(text: str) -> str:
        return escaped("\n".join(line for line in text.splitlines() if line.strip())).replace("\n", "\\n")

    blocks = []
    for number in deck.questions():
        form = ("html", "markdown", "plain")[number % 3]
        options = "\n".join(
            f"{'=' if n == 1 else '~'}{n} {said(deck.deal())}#{said(deck.deal())}" for n in range(1, OPTIONS + 1)
        )
        comment = re.sub(r"[\[\]\\\r\n]", " ", deck.brief())
        blocks.append(
            f"// [id:q{number}] [tag:{comment}]\n::{said(deck.brief())}::[{form}]Which? {said(deck.deal())} {{\n"
            f"{options}\n####{said(deck.deal())}\n}}\n"
        )
    return "\n".join(blocks).encode()


# By the ending of the file; each holds every payload at least once.
FORMS: dict[str, Callable[[Sequence[str]], bytes]] = {
    "csv": table,
    "markdown.yaml": partial(bank, form="markdown"),
    "html.yaml": partial(bank, form="html"),
    "moodle.xml": moodle,
    "qti.xml": qti,
    "gift": gift,
}
