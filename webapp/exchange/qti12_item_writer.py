"""One question as an item of QTI 1.2: what is shown, what scores, and the feedback of each option."""

from collections.abc import Callable
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from webapp.exchange.contract import DraftQuestion
from webapp.exchange.markup import html_of_markdown, html_of_piece, is_plain_as_written
from webapp.exchange.media_writing import Album
from webapp.exchange.qti12_losses import name_losses
from webapp.exchange.raw_content import number
from webapp.exchange.writing import Losses, legal

FULL = 100.0
FOLDER = "media"  # of pictures and sounds


class ItemWriter:
    """One item while it is written."""

    def __init__(self, section: Element, question: DraftQuestion, sort: str, album: Album) -> None:
        self.question, self.content, self.album = question, question.content, album
        named = {"ident": legal(question.external_id), "title": legal(question.title or "Question")}
        self.item = SubElement(section, "item", named)
        fields = SubElement(SubElement(self.item, "itemmetadata"), "qtimetadata")
        for label, entry in (("question_type", sort), ("points_possible", number(self.content["points"]))):
            field = SubElement(fields, "qtimetadatafield")
            SubElement(field, "fieldlabel").text = label
            SubElement(field, "fieldentry").text = entry
        self.presentation = SubElement(self.item, "presentation")
        self.processing = SubElement(self.item, "resprocessing")
        SubElement(SubElement(self.processing, "outcomes"), "decvar", maxvalue="100", minvalue="0", varname="SCORE")
        self.feedback: list[tuple[str, str]] = []
        if self.content["explanation"]:
            SubElement(self._condition("Yes"), "other")
            self._show("general_fb", self.content["explanation"])

    def stem(self, text: str) -> None:
        self.material(self.presentation, text)

    def html(self, holder: Element, html: str) -> None:
        made = self.album.addressed(html, "html", _address)[0]
        SubElement(SubElement(holder, "material"), "mattext", texttype="text/html").text = legal(made)

    def material(self, holder: Element, text: str) -> None:
        format = self.content["format"]
        if format == "plain":
            self.plain(holder, text)
        else:
            self.html(holder, text if format == "html" else html_of_markdown(text))

    def plain(self, holder: Element, text: str) -> None:
        """A text that has no format."""
        html = escape(text, quote=False).replace("\n", "<br>")
        sort, made = ("text/plain", text) if is_plain_as_written(text) else ("text/html", html)
        SubElement(SubElement(holder, "material"), "mattext", texttype=sort).text = legal(made)

    def response(self, ident: str, cardinality: str, sort: str = "response_lid") -> Element:
        return SubElement(self.presentation, sort, ident=ident, rcardinality=cardinality)

    def labels(self, response: Element, texts: dict[str, str], *, shuffle: bool, is_formatted: bool = True) -> None:
        """`texts` by the idents of the labels."""
        choices = SubElement(response, "render_choice", shuffle="Yes" if shuffle else "No")
        for ident, text in texts.items():
            label = SubElement(choices, "response_label", ident=ident)
            (self.material if is_formatted else self.plain)(label, text)

    def blank(self, response: Element, sort: str = "") -> None:
        typed = SubElement(response, "render_fib", {"fibtype": sort} if sort else {})
        SubElement(typed, "response_label", ident="answer1", rshuffle="No")

    def why(self, response: str, value: str, text: str) -> None:
        """Shown to whoever chooses this option."""
        if text:
            equals(self._condition("Yes"), response, value)
            self._show(f"{value}_fb", text)

    def _show(self, ident: str, text: str) -> None:
        """Under the condition that was begun last."""
        SubElement(self.processing[-1], "displayfeedback", feedbacktype="Response", linkrefid=ident)
        self.feedback.append((ident, text))

    def score(self, score: float, *, is_added: bool = False) -> Element:
        """Where the condition for this score is to be put; of 100."""
        held = self._condition("Yes" if is_added else "No")
        setvar = SubElement(self.processing[-1], "setvar", action="Add" if is_added else "Set", varname="SCORE")
        setvar.text = number(round(score, 7))
        return held

    def _condition(self, goes_on: str) -> Element:
        return SubElement(SubElement(self.processing, "respcondition", {"continue": goes_on}), "conditionvar")

    def finish(self) -> None:
        for ident, text in self.feedback:
            flow = SubElement(SubElement(self.item, "itemfeedback", ident=ident), "flow_mat")
            self.material(flow, text)


def equals(holder: Element, response: str, value: str) -> None:
    SubElement(holder, "varequal", respident=response).text = legal(value)


def _address(name: str) -> str:
    """As Canvas writes it: below `web_resources` of the package."""
    return f"$IMS-CC-FILEBASE$/{FOLDER}/{name}"


def write_item(section: Element, question: DraftQuestion, losses: Losses, album: Album) -> None:
    """`album` takes what the item shows."""
    sort, write_own = _sort_of(question)
    name_losses(question, losses)
    album.take(question, losses)
    made = ItemWriter(section, question, sort, album)
    write_own(made)
    made.finish()


def _sort_of(question: DraftQuestion) -> tuple[str, Callable[[ItemWriter], None]]:
    if question.kind == "cloze":
        is_typed = any(not gap["options"] for gap in question.content["gaps"])
        return ("fill_in_multiple_blanks_question" if is_typed else "multiple_dropdowns_question"), _cloze
    return KINDS[question.kind]


def _choice(made: ItemWriter) -> None:
    content = made.content
    made.stem(content["prompt"])
    options = {str(1000 + place): option for place, option in enumerate(content["options"], 1)}
    texts = {ident: option["text"] for ident, option in options.items()}
    made.labels(made.response("response1", "Single"), texts, shuffle=content["shuffle"])
    for ident, option in options.items():
        made.why("response1", ident, option["why"])
    for ident, option in options.items():
        if option["right"] or option["weight"]:
            equals(made.score(option["weight"] * FULL), "response1", ident)


def _true_false(made: ItemWriter) -> None:
    made.stem(made.content["prompt"])
    response = made.response("response1", "Single")
    choices = SubElement(response, "render_choice", shuffle="No")
    for option in made.content["options"]:
        label = SubElement(choices, "response_label", ident=option["id"])
        made.plain(label, option["text"])
    for option in made.content["options"]:
        made.why("response1", option["id"], option["why"])
        if option["right"]:
            equals(made.score(FULL), "response1", option["id"])


def _multi_choice(made: ItemWriter) -> None:
    content = made.content
    made.stem(content["prompt"])
    options = {str(1000 + place): option for place, option in enumerate(content["options"], 1)}
    texts = {ident: option["text"] for ident, option in options.items()}
    made.labels(made.response("response1", "Multiple"), texts, shuffle=content["shuffle"])
    for ident, option in options.items():
        made.why("response1", ident, option["why"])
    together = SubElement(made.score(FULL), "and")
    for ident, option in options.items():
        equals(together if option["right"] else SubElement(together, "not"), "response1", ident)


def _short_answer(made: ItemWriter) -> None:
    """Answers of one worth stand in one condition, as Canvas has them."""
    made.stem(made.content["prompt"])
    made.blank(made.response("response1", "Single", "response_str"))
    held, worth = None, 0.0
    for entry in made.content["accept"]:
        if held is None or entry["weight"] != worth:
            held, worth = made.score(entry["weight"] * FULL), entry["weight"]
        equals(held, "response1", entry["text"])


def _numeric(made: ItemWriter) -> None:
    made.stem(made.content["prompt"])
    made.blank(made.response("response1", "Single", "response_str"), "Decimal")
    for answer in made.content["answers"]:
        if answer["weight"] <= 0:
            continue
        held = made.score(answer["weight"] * FULL)
        if answer["test"] != "range":
            held = SubElement(held, "or")
            equals(held, "response1", answer["value"])
            held = SubElement(held, "and")
        low, high = (answer["low"] or answer["value"]), (answer["high"] or answer["value"])
        SubElement(held, "vargte", respident="response1").text = low
        SubElement(held, "varlte", respident="response1").text = high


def _matching(made: ItemWriter) -> None:
    content = made.content
    made.stem(content["prompt"])
    idents = {choice["text"]: str(2000 + place) for place, choice in enumerate(content["choices"], 1)}
    texts = {ident: text for text, ident in idents.items()}
    share = FULL / len(content["pairs"])
    for place, pair in enumerate(content["pairs"], 1):
        response = made.response(f"response_{1000 + place}", "Single")
        made.material(response, pair["left"])
        made.labels(response, texts, shuffle=True)
        equals(made.score(share, is_added=True), f"response_{1000 + place}", idents[pair["right"]])


def _ordering(made: ItemWriter) -> None:
    content = made.content
    made.stem(content["prompt"])
    texts = {str(1000 + place): item["text"] for place, item in enumerate(content["items"], 1)}
    made.labels(made.response("response1", "Ordered"), texts, shuffle=True)
    held = made.score(FULL)
    for ident in texts:
        equals(held, "response1", ident)


def _cloze(made: ItemWriter) -> None:
    content = made.content
    whole = " ".join(segment.get("text", "") for segment in content["segments"])
    begin = "gap"
    while f"[{begin}" in whole:
        begin += "x"
    parts = [segment.get("text") or f"[{begin}{segment['gap']}]" for segment in content["segments"]]
    if content["format"] == "plain":
        prompt = f"{content['prompt']}\n" if content["prompt"] else ""
        made.plain(made.presentation, prompt + "".join(parts))
    else:
        made.html(made.presentation, _cloze_html(content, parts))
    share = FULL / len(content["gaps"])
    for gap in content["gaps"]:
        name = f"{begin}{gap['id']}"
        response = made.response(f"response_{name}", "Single")
        made.plain(response, name)
        offered: list[Any] = gap["options"] or [entry["text"] for entry in gap["accept"]]
        idents = {text: f"{gap['id']}{place:03}" for place, text in enumerate(dict.fromkeys(offered))}
        labels = {ident: text for text, ident in idents.items()}
        made.labels(response, labels, shuffle=True, is_formatted=False)
        for entry in gap["accept"]:
            if entry["weight"] > 0:
                ident = idents[entry["text"]]
                equals(made.score(entry["weight"] * share, is_added=True), f"response_{name}", ident)


def _cloze_html(content: dict[str, Any], parts: list[str]) -> str:
    prompt = content["prompt"]
    if prompt and content["format"] == "markdown":
        prompt = html_of_markdown(prompt)
    sentence = "".join(html_of_piece(part, content["format"]) for part in parts)
    return f"{prompt}<br>{sentence}" if prompt else sentence


KINDS: dict[str, tuple[str, Callable[[ItemWriter], None]]] = {
    "choice": ("multiple_choice_question", _choice),
    "true_false": ("true_false_question", _true_false),
    "multi_choice": ("multiple_answers_question", _multi_choice),
    "short_answer": ("short_answer_question", _short_answer),
    "numeric": ("numerical_question", _numeric),
    "matching": ("matching_question", _matching),
    "ordering": ("ordering_question", _ordering),
    "cloze": ("fill_in_multiple_blanks_question", _cloze),
}
