"""Cards as mdanki writes them: a heading of the second level is the front, what follows is the back.

Source: the documentation of that program.
"""

import re

from webapp.exchange.contract import Drafts
from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.markdown_source import MarkdownTexts, lines_of_code, without, without_code
from webapp.exchange.media import Files

NAME = "mdanki"
_FRONT = re.compile(r"##[ \t]+(\S.*)")
_DECK = re.compile(r"#[ \t]+(\S.*)")
_TAG = re.compile(r"\[#([^\]\n]{1,100})\]\([^()\n]{0,500}\)")
_REFERENCE = re.compile(r"^ {0,3}\[([^\]\n]{1,100})\]:[ \t]+(\S{1,500}).*$", re.MULTILINE)
_NAMED = re.compile(r"\]\[([^\]\n]{1,100})\]")
_CUT = "\ufdd0"  # stands for the sign between front and back while tags are taken out


def looks_like(text: str) -> bool:
    """A heading of the second level with a text below it."""
    lines = without_code(text).split("\n")
    return any(
        _FRONT.fullmatch(line) and any(each.strip() and not each.startswith("#") for each in lines[place : place + 4])
        for place, line in enumerate(lines, 1)
    )


def read(text: str, files: Files | None = None) -> Drafts:
    """The cards of a file. `text` has line feeds only; never raises for what it holds."""
    found = Drafting(NAME, files)
    lines = text.removeprefix("\ufeff").split("\n")
    deck, front, begin = "", "", 0
    body: list[str] = []
    divided: int | None = None
    outside: list[int] = []
    for number, (line, is_code) in enumerate(zip(lines, lines_of_code(lines), strict=True), 1):
        heading = None if is_code else _FRONT.fullmatch(line.rstrip())
        title = None if is_code else _DECK.fullmatch(line.rstrip())
        if heading or title:
            _card(found, deck, front, begin, body, divided)
            front, begin, body, divided = (heading[1] if heading else ""), number, [], None
            deck = title[1].strip() if title else deck
        elif not front:
            outside += [number] if line.strip() else []
        elif line.strip() == "%" and not is_code and divided is None:
            divided = len(body)
        else:
            body.append(line)
    _card(found, deck, front, begin, body, divided)
    if not found.drafts.questions and not found.drafts.errors:
        hint = "A card is a heading of the second level (## front) and the text below it."
        found.error("file.empty", "There is no card in this file.", hint)
    if outside:
        begun = shown(lines[outside[0] - 1])
        message = f"{len(outside)} lines stand below no front and are left out; the first is “{begun}”."
        found.inform("cards.outside", message, "Begin a card with ## and its front.", line=outside[0])
    return found.done()


def _card(found: Drafting, deck: str, front: str, line: int, body: list[str], divided: int | None) -> None:
    if not front:
        return
    clean, tags = without("\n".join(body if divided is None else [*body[:divided], _CUT, *body[divided:]]), _TAG)
    clean, links = without(clean, _REFERENCE)
    clean = _linked(clean, {each[1]: each[2] for each in links})
    more, _cut, back = ("", "", clean) if divided is None else clean.partition(_CUT)
    answer = back.strip()
    if not answer:
        message = "The card has a front and no back; it is left out."
        found.error("cards.no_back", message, "Write the back below the front.", line=line, question=front)
        return
    raw: dict[str, str] = {}
    texts = MarkdownTexts(reference=found.files.reference)
    texts.put(raw, "prompt", "\n\n".join(part for part in (front, more.strip()) if part))
    texts.put(raw, "answer", answer)
    draft = Draft("self_graded", raw, line, title=front, topic=deck, tags=[each[1] for each in tags])
    texts.settle(found, draft)
    found.question(draft)


def _linked(text: str, links: dict[str, str]) -> str:
    """With the addresses that stood below the text put into it."""
    return _NAMED.sub(lambda found: f"]({links[found[1]]})" if found[1] in links else found[0], text)
