"""Content types of H5P as kinds of ours. Everything in their parameters may be missing or of another shape."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.exchange.draft_texts import DraftTexts, name_picture
from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.markup import Marked, tag_of
from webapp.text.simplified import simplified

MOST_GAPS = 20
WHY_KEPT = {
    "DragQuestion": "Dragging onto a picture cannot be asked here.",
    "MarkTheWords": "Marking words in a text cannot be asked here.",
}
_GAP = re.compile(r"\*([^*\n]{1,500})\*")
_FEEDBACK = re.compile(r"\\[+-].*")
_SVG = re.compile(r"\.svg(?:[?#].*)?$|^data:image/svg", re.IGNORECASE)


class Unplayable(Exception):
    """Why a content cannot be asked: it is kept as it is."""


@dataclass(slots=True)
class Content:
    """One content on its way to a draft or several."""

    found: Drafting
    params: Mapping[str, Any]
    ident: str
    title: str
    topic: str

    @property
    def label(self) -> str:
        return shown(next((plain(self.html(name)) for name in _STEMS if self.html(name)), ""))

    def html(self, *path: str) -> str:
        return text_at(self.params, *path)

    def entries(self, name: str) -> list[Mapping[str, Any]]:
        given = self.params.get(name)
        return [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []

    def add(self, kind: str, raw: dict[str, Any], texts: DraftTexts, *, part: str = "", media: Any = None) -> None:
        ident = f"{self.ident}/{part}" if part and self.ident else self.ident
        draft = Draft(kind, raw, 0, external_id=ident, title=self.title, topic=self.topic)
        draft.extras = {"h5p": dict(self.params)}
        for path, alternative in pictures_in(media):
            if reference := self.found.files.reference(path):
                texts.add(raw, "prompt", tag_of(reference, alternative))
        texts.settle(self.found, draft)
        for path, alternative in pictures_in(media):
            if _SVG.search(path):
                message = f"The drawing {shown(path)} (SVG) is refused: it may hold programs."
                self.found.warn("file.svg", message, "Save it as PNG.", question=draft.label)
            elif not self.found.files.reference(path):
                name_picture(self.found, draft, path, alternative)
        self.found.question(draft)


_STEMS = ("question", "taskDescription", "text", "title")


def text_at(holder: Any, *path: str) -> str:
    for name in path:
        holder = holder.get(name) if isinstance(holder, Mapping) else None
    return holder.strip() if isinstance(holder, str) else ""


def plain(html: str, *, keep_lines: bool = False) -> str:
    simple = simplified(html)
    text = simple.plain if simple.plain is not None else re.sub(r"<[^>]*>", "", simple.html)
    return text.strip() if keep_lines else " ".join(text.split())


def pictures_in(media: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Paths of files with their descriptions, wherever they stand in it."""
    if isinstance(media, Mapping) and depth < 12:
        if isinstance(media.get("path"), str):
            yield media["path"], text_at(media, "alt")
        for name, each in media.items():
            described = {**each, "alt": media.get("alt", "")} if name == "file" and isinstance(each, Mapping) else each
            yield from pictures_in(described, depth + 1)
    elif isinstance(media, list) and depth < 12:
        for each in media:
            yield from pictures_in(each, depth + 1)


def _html(text: str) -> Marked:
    return Marked(text, "html")


def _multi_choice(content: Content) -> None:
    answers = content.entries("answers")
    rights = [each for each in answers if each.get("correct") is True]
    if not rights:
        raise Unplayable("No answer is marked as right.")
    texts, raw = DraftTexts(), dict[str, Any]()
    texts.put(raw, "prompt", _html(content.html("question")))
    raw["options"] = []
    for each in answers:
        option: dict[str, Any] = {"right": "yes" if each in rights else "no"}
        texts.put(option, "text", _html(text_at(each, "text")))
        texts.put(option, "why", _html(text_at(each, "tipsAndFeedback", "chosenFeedback")))
        raw["options"].append(option)
        if text_at(each, "tipsAndFeedback", "tip") or text_at(each, "tipsAndFeedback", "notChosenFeedback"):
            message = "Tips, and what is said of choices that were not chosen, are kept but not shown."
            content.found.once("info", "h5p.tips", message)
    behaviour = content.params.get("behaviour")
    given = behaviour if isinstance(behaviour, Mapping) else {}
    kind = "choice" if len(rights) == 1 and given.get("type") != "multi" else "multi_choice"
    if given.get("type") == "single" and kind == "multi_choice":
        kind, raw["any_right"] = "choice", "yes"
    elif given.get("singlePoint") is True and kind == "multi_choice":
        raw["all_or_nothing"] = "yes"
    content.add(kind, raw, texts, media=content.params.get("media"))


def _true_false(content: Content) -> None:
    right = content.html("correct").lower()
    if right not in ("true", "false"):
        raise Unplayable("No answer is marked as right.")
    texts, raw = DraftTexts(), {"answer": right}
    texts.put(raw, "prompt", _html(content.html("question")))
    wrong = "false" if right == "true" else "true"
    texts.put(raw, f"why_{right}", _html(content.html("behaviour", "feedbackOnCorrect")))
    texts.put(raw, f"why_{wrong}", _html(content.html("behaviour", "feedbackOnWrong")))
    content.add("true_false", raw, texts, media=content.params.get("media"))


def _blanks(content: Content) -> None:
    given = content.params.get("questions")
    sentences = [each for each in given if isinstance(each, str)] if isinstance(given, list) else []
    if not any(_GAP.search(each) for each in sentences):
        raise Unplayable("It has no gap.")
    for number, sentence in enumerate(sentences, 1):
        if _GAP.search(sentence):
            part = str(number) if len(sentences) > 1 else ""
            _gaps(content, content.html("text"), sentence, part, [], has_list=False)
        else:
            message = f"“{shown(plain(sentence))}” has no gap and is left out."
            content.found.inform("h5p.no_gap", message, "Mark a gap with asterisks: *answer*.", question=content.label)


def _drag_text(content: Content) -> None:
    text = content.html("textField")
    if not _GAP.search(text):
        raise Unplayable("It has no gap.")
    others = [each.strip() for each in _GAP.findall(content.html("distractors"))]
    _gaps(content, content.html("taskDescription"), text, "", others, has_list=True)


def _gaps(content: Content, task: str, text: str, part: str, others: list[str], *, has_list: bool) -> None:
    gaps: list[dict[str, Any]] = []

    def gap(found: re.Match[str]) -> str:
        words, _colon, tip = _FEEDBACK.sub("", found[1]).partition(":")
        answers = [each.strip() for each in words.split("/") if each.strip()]
        if not answers or len(gaps) >= MOST_GAPS:
            return words.partition("/")[0]
        gaps.append({"accept": [{"text": each} for each in answers], **({"name": tip.strip()} if tip.strip() else {})})
        return f"{{{len(gaps)}}}"

    words = re.sub(r"\{(\d{1,3})\}", r"(\1)", plain(text, keep_lines=True))
    sentence = _GAP.sub(gap, words)
    raw: dict[str, Any] = {"gaps": gaps}
    if has_list:
        offered = list(dict.fromkeys([*(each["accept"][0]["text"] for each in gaps), *others]))
        for each in gaps if len(offered) > 1 else []:
            each["options"] = offered
            each["accept"] = [answer for answer in each["accept"] if answer["text"] in offered]
    texts = DraftTexts()
    texts.put(raw, "text", Marked(sentence, "plain"))
    if plain(task):
        texts.put(raw, "prompt", Marked(plain(task), "plain"))
    content.add("cloze", raw, texts, part=part, media=content.params.get("media"))


def _essay(content: Content) -> None:
    sample = content.html("solution", "sample")
    if not sample:
        raise Unplayable("An essay has no answer that could be marked.")
    _side(content, content.html("taskDescription"), sample, "", content.params.get("media"))


def _side(content: Content, front: str, back: str, part: str, media: Any) -> None:
    texts, raw = DraftTexts(), dict[str, Any]()
    texts.put(raw, "prompt", _html(front))
    texts.put(raw, "answer", _html(back))
    content.add("self_graded", raw, texts, part=part, media=media)


def _dialog_cards(content: Content) -> None:
    cards = content.entries("dialogs")
    if not cards:
        raise Unplayable("It has no cards.")
    for number, each in enumerate(cards, 1):
        _side(
            content, text_at(each, "text"), text_at(each, "answer"), str(number), [each.get("image"), each.get("audio")]
        )


def _flash_cards(content: Content) -> None:
    cards = content.entries("cards")
    if not cards:
        raise Unplayable("It has no cards.")
    for number, each in enumerate(cards, 1):
        accept = [{"text": answer.strip()} for answer in text_at(each, "answer").split("/") if answer.strip()]
        texts, raw = DraftTexts(), dict[str, Any](accept=accept)
        texts.put(raw, "prompt", _html(text_at(each, "text")))
        content.add("short_answer", raw, texts, part=str(number), media=each.get("image"))


def _media_choice(content: Content) -> None:
    """Choices that are pictures; one that is not there by its description."""
    options = content.entries("options")
    rights = sum(each.get("correct") is True for each in options)
    texts, raw, missing = DraftTexts(), dict[str, Any](), list[Any]()
    texts.put(raw, "prompt", _html(content.html("question")))
    raw["options"] = []
    for each in options:
        path, described = next(pictures_in(each.get("media")), ("", ""))
        described = described or text_at(each, "media", "params", "alt")
        reference = content.found.files.reference(path)
        if not rights or not (reference or described):
            raise Unplayable("Its choices are pictures that are not there, without descriptions.")
        missing += [] if reference else [each.get("media")]
        option: dict[str, Any] = {"right": "yes" if each.get("correct") is True else "no"}
        picture = Marked(tag_of(reference, described), "html")
        texts.put(option, "text", picture if reference else Marked(described, "plain"))
        raw["options"].append(option)
    media = [content.params.get("media"), *missing]
    content.add("choice" if rights == 1 else "multi_choice", raw, texts, media=media)


READERS: dict[str, Callable[[Content], None]] = {
    "MultiChoice": _multi_choice,
    "TrueFalse": _true_false,
    "Blanks": _blanks,
    "DragText": _drag_text,
    "Essay": _essay,
    "Dialogcards": _dialog_cards,
    "Flashcards": _flash_cards,
    "MultiMediaChoice": _media_choice,
}
