"""Items of QTI 1.2 as kinds of ours: by what their program calls them, else by their responses."""

import re
from typing import Any

from webapp.exchange.draft_texts import DraftTexts
from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.markup import Marked
from webapp.exchange.qti12_item import Condition, Item, Response, joined
from webapp.exchange.raw_content import number
from webapp.exchange.shares import exact
from webapp.kinds.numbers import as_text, number_of
from webapp.text.simplified import simplified

KEPT = {
    "essay_question": "An essay has no answer that could be marked.",
    "cc.essay.v0p1": "An essay has no answer that could be marked.",
    "file_upload_question": "A file that is handed in cannot be marked.",
    "text_only_question": "This is a text without answers.",
    "calculated_question": "Formulas of a question are not computed here.",
    "hot_spot_question": "Places in a picture cannot be asked here.",
    "categorization_question": "Sorting into groups cannot be asked here.",
}
_WITH_GAPS = ("fill_in_multiple_blanks_question", "multiple_dropdowns_question")  # one gap may be all there is
_TRUTHS = {"true": True, "false": False, "t": True, "f": False}
_PLACE = re.compile(r"\[([^\[\]\n]{1,60})\]")


class Unplayable(Exception):
    """Why an item cannot be asked: it is kept as it is."""


def draft_of(found: Drafting, item: Item, topic: str, raw_xml: str) -> Draft:
    """Raises Unplayable. The texts are settled: pictures and what is lost are named."""
    if item.sort in KEPT:
        raise Unplayable(KEPT[item.sort])
    texts = DraftTexts(found.files)
    kind, raw = _kind(item, texts)
    explanation = [item.feedback[name] for name in ("general_fb", "correct_fb") if name in item.feedback]
    texts.put(raw, "explanation", joined(explanation))
    if item.points not in ("", "0", "0.0", "1", "1.0"):
        raw["points"] = item.points
    title = "" if item.title.lower() in ("question", "") else item.title
    draft = Draft(kind, raw, item.line, external_id=item.ident, title=title, topic=topic, extras={"qti": raw_xml})
    texts.settle(found, draft)
    if item.feedback.get("general_incorrect_fb", Marked("")).text:
        message = "What is said after any wrong answer is kept, but not shown."
        found.once("info", "file.feedback", message, line=item.line, question=draft.label)
    return draft


def _kind(item: Item, texts: DraftTexts) -> tuple[str, dict[str, Any]]:
    responses = item.responses
    if not responses:
        raise Unplayable("It has nothing to answer.")
    if any(each.sort in ("response_xy", "response_grp") for each in responses):
        raise Unplayable("Places in a picture cannot be asked here.")
    if len(responses) > 1 or item.sort in _WITH_GAPS:
        return _several(item, texts)
    [only] = responses
    raw: dict[str, Any] = {}
    texts.put(raw, "prompt", joined([*item.stem, *([only.name] if only.name.text else [])]))
    if only.is_typed:
        return _typed(item, only, raw)
    if not only.labels:
        raise Unplayable("It has nothing to answer.")
    if only.cardinality == "ordered":
        return _ordering(item, only, raw, texts)
    if only.cardinality == "multiple":
        return _multi_choice(item, only, raw, texts)
    return _choice(item, only, raw, texts)


def _shares(item: Item, response: Response) -> dict[str, float]:
    """By option: the share of the full mark that it alone brings."""
    found: dict[str, float] = {}
    for condition in item.conditions:
        if condition.score is None or condition.unequal:
            continue
        for who, value in condition.equals:
            if who == response.ident:
                found[value] = max(found.get(value, -1.0), min(1.0, max(-1.0, condition.score / item.largest)))
    return found


def _why(item: Item, response: Response, value: str) -> Marked:
    for condition in item.conditions:
        if (response.ident, value) in condition.equals and condition.feedback and not condition.unequal:
            own = [item.feedback[name] for name in condition.feedback if name in item.feedback and name not in _GENERAL]
            if own:
                return own[0]
    return item.feedback.get(f"{value}_fb", Marked(""))


_GENERAL = {"general_fb", "correct_fb", "general_incorrect_fb"}


def _choice(item: Item, response: Response, raw: dict[str, Any], texts: DraftTexts) -> tuple[str, dict[str, Any]]:
    shares = _shares(item, response)
    best = max(shares.values(), default=0.0)
    if best <= 0:
        raise Unplayable("No answer is marked as right.")
    sides = {ident: _TRUTHS.get(_plain(text).lower()) for ident, text in response.labels.items()}
    if len(sides) == 2 and set(sides.values()) == {True, False}:
        right = max(shares, key=lambda ident: shares[ident])
        raw["answer"] = "true" if sides.get(right) else "false"
        for ident, side in sides.items():
            texts.put(raw, "why_true" if side else "why_false", _why(item, response, ident))
        return "true_false", raw
    options = []
    for ident, text in response.labels.items():
        share = shares.get(ident, 0.0) / best
        option: dict[str, Any] = {"right": "yes" if share >= 0.9999 else "no"}
        if 0 != share < 0.9999:
            option["weight"] = number(exact(share))
        texts.put(option, "text", text)
        texts.put(option, "why", _why(item, response, ident))
        options.append(option)
    if sum(option["right"] == "yes" for option in options) > 1:
        raw["any_right"] = "yes"
    return "choice", _with(raw, options=options)


def _with(raw: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The same dictionary: texts that are settled later point into it."""
    raw.update(more)
    return raw


def _multi_choice(item: Item, response: Response, raw: dict[str, Any], texts: DraftTexts) -> tuple[str, dict[str, Any]]:
    rights, is_whole = _rights(item, response)
    if not rights:
        raise Unplayable("No answer is marked as right.")
    options = []
    for ident, text in response.labels.items():
        option: dict[str, Any] = {"right": "yes" if ident in rights else "no"}
        texts.put(option, "text", text)
        texts.put(option, "why", _why(item, response, ident))
        options.append(option)
    if is_whole and item.sort != "multiple_answers_question":
        raw["all_or_nothing"] = "yes"
    return "multi_choice", _with(raw, options=options)


def _rights(item: Item, response: Response) -> tuple[set[str], bool]:
    """Right options, and whether only all of them together score."""
    scoring = [each for each in item.conditions if each.score is not None and each.score > 0 and each.equals]
    for condition in scoring:
        together = {value for who, value in condition.equals if who == response.ident}
        if condition.unequal or len(together) > 1:
            return together, True
    return {value for each in scoring for who, value in each.equals if who == response.ident}, False


def _ordering(item: Item, response: Response, raw: dict[str, Any], texts: DraftTexts) -> tuple[str, dict[str, Any]]:
    for condition in item.conditions:
        order = [value for who, value in condition.equals if who == response.ident and value in response.labels]
        if len(order) == len(response.labels) and len(set(order)) == len(order):
            items: list[Any] = []
            for ident in order:
                items.append("")
                texts.put(items, len(items) - 1, response.labels[ident])
            return "ordering", _with(raw, items=items)
    raise Unplayable("Its right order is not given.")


def _typed(item: Item, response: Response, raw: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    answers = [_numeric(each, response) for each in item.conditions if (each.score or 0) > 0]
    if response.is_number or item.sort == "numerical_question" or any(each.bounds for each in item.conditions):
        numeric = [each for each in answers if each]
        if not numeric:
            raise Unplayable("No number is marked as right.")
        return "numeric", _with(raw, answers=numeric)
    accept = _accepted(item, response)
    if not accept:
        raise Unplayable("No answer is given that could be compared.")
    return "short_answer", _with(raw, accept=accept)


def _accepted(item: Item, response: Response) -> list[dict[str, str]]:
    shares = _shares(item, response)
    best = max(shares.values(), default=0.0)
    if best <= 0:
        return []
    return [
        {"text": text, "weight": number(exact(share / best))} for text, share in shares.items() if text and share > 0
    ]


def _numeric(condition: Condition, response: Response) -> dict[str, Any] | None:
    low = [value for who, sort, value in condition.bounds if who == response.ident and sort in ("gte", "gt")]
    high = [value for who, sort, value in condition.bounds if who == response.ident and sort in ("lte", "lt")]
    exactly = [value for who, value in condition.equals if who == response.ident]
    if low and high:
        return _around(exactly, low[0], high[0]) or {"range": [low[0], high[0]]}
    return {"answer": exactly[0]} if exactly else None


def _around(exactly: list[str], low: str, high: str) -> dict[str, Any] | None:
    """A number in the middle of its bounds, as most programs write a tolerance."""
    value, begin, end = (number_of(text) for text in (exactly[0] if exactly else "", low, high))
    if value is None or begin is None or end is None or value - begin != end - value or value < begin:
        return None
    return {"answer": as_text(value), **({"tolerance": as_text(value - begin)} if value > begin else {})}


def _several(item: Item, texts: DraftTexts) -> tuple[str, dict[str, Any]]:
    """Several responses: gaps whose names stand in the stem, or pairs."""
    stem = joined(item.stem)
    names = {f"[{_plain(each.name) or each.ident.removeprefix('response_')}]": each for each in item.responses}
    has_places = all(name in stem.text for name in names)
    if item.sort == "matching_question" or (not has_places and all(each.labels for each in item.responses)):
        return _matching(item, texts)
    if not has_places and any(not each.is_typed for each in item.responses):
        raise Unplayable("Where its gaps stand in the text is not said.")
    return _cloze(item, stem, names if has_places else {}, texts)


def _matching(item: Item, texts: DraftTexts) -> tuple[str, dict[str, Any]]:
    raw: dict[str, Any] = {}
    texts.put(raw, "prompt", joined(item.stem))
    pairs: list[dict[str, Any]] = []
    used: set[str] = set()
    offered: dict[str, Marked] = {}
    for response in item.responses:
        rights, _whole = _rights(item, response)
        offered |= {_plain(text) or text.text: text for text in response.labels.values()}
        right = next((ident for ident in response.labels if ident in rights), None)
        if right is None or not response.name.text:
            raise Unplayable("A pair of it has no right side that is marked.")
        pair: dict[str, Any] = {}
        texts.put(pair, "left", response.name)
        texts.put(pair, "right", response.labels[right])
        used.add(_plain(response.labels[right]) or response.labels[right].text)
        pairs.append(pair)
    extra: list[Any] = []
    for plain, text in offered.items():
        if plain not in used:
            extra.append("")
            texts.put(extra, len(extra) - 1, text)
    return "matching", _with(raw, pairs=pairs, **({"extra": extra} if extra else {}))


def _cloze(item: Item, stem: Marked, names: dict[str, Response], texts: DraftTexts) -> tuple[str, dict[str, Any]]:
    gaps: list[dict[str, Any]] = []
    raw: dict[str, Any] = {"gaps": gaps}
    stem = texts.above(raw, stem)
    text = _plain(stem, keep_lines=True)
    text = re.sub(r"\{(\d{1,3})\}", r"(\1)", text)
    for name, response in names.items() or {each.ident: each for each in item.responses}.items():
        accept = _gap_answers(item, response)
        if not accept:
            raise Unplayable("A gap of it has no right answer.")
        gap: dict[str, Any] = {"accept": accept}
        options = list(dict.fromkeys(_plain(label) for label in response.labels.values()))
        if len(options) > 1 and "blank" not in item.sort:
            gap["options"] = options
        gaps.append(gap)
        mark = f"{{{len(gaps)}}}"
        text = text.replace(name, mark, 1) if names else f"{text} {mark}"
    texts.put(raw, "text", Marked(text, "plain"))
    return "cloze", raw


def _gap_answers(item: Item, response: Response) -> list[dict[str, str]]:
    rights, _whole = _rights(item, response)
    if response.labels:
        return [{"text": _plain(text)} for ident, text in response.labels.items() if ident in rights]
    return [{"text": each} for each in sorted(rights) if each]


def _plain(marked: Marked, *, keep_lines: bool = False) -> str:
    text = marked.text
    if marked.format == "html" or "<" in text:
        simple = simplified(text)
        text = simple.plain if simple.plain is not None else re.sub(r"<[^>]*>", "", simple.html)
    return text.strip() if keep_lines else " ".join(text.split())


def label_of(item: Item) -> str:
    return shown(item.title or _plain(joined(item.stem))) or item.ident
