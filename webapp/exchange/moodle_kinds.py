"""Moodle's types of question, each as a kind of ours. `READERS` has those that can be asked; the others are kept."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from webapp.exchange.drafting import shown
from webapp.exchange.markup import Marked
from webapp.exchange.moodle_cloze import Cloze, embedded, with_words
from webapp.exchange.moodle_question import MoodleQuestion, number_of, text_of
from webapp.exchange.safe_xml import line_of
from webapp.kinds.numbers import as_text
from webapp.text.simplified import simplified


def _multichoice(made: MoodleQuestion) -> None:
    is_single = (made.question.findtext("single") or "true").strip().lower() in ("true", "1", "yes")
    options: list[dict[str, Any]] = []
    places: dict[str, int] = {}
    answers = made.answers()
    full = _full(made, answers) if is_single else 1.0
    for answer, share in answers:
        option: dict[str, Any] = {}
        made.texts.put(option, "text", made.marked(answer))
        made.texts.put(option, "why", made.marked(answer.find("feedback")))
        share = min(1.0, share / full)
        is_right = share >= 0.9999 if is_single else share > 0
        option |= {"right": "yes" if is_right else "no"}
        if not is_right or not is_single:
            option["weight"] = f"{share!r}"
        options.append(option)
        places[f"options[{len(options)}]"] = line_of(answer)
    raw: dict[str, Any] = {"options": options}
    if (made.question.findtext("shuffleanswers") or "1").strip().lower() in ("0", "false"):
        raw["shuffle"] = "no"
    if is_single and sum(option["right"] == "yes" for option in options) > 1:
        raw["any_right"] = "yes"
    _warn_of_sum(made, answers, is_single=is_single)
    made.add("choice" if is_single else "multi_choice", raw, places)


def _warn_of_sum(made: MoodleQuestion, answers: list[tuple[Element, float]], *, is_single: bool) -> None:
    total = sum(share for _answer, share in answers if share > 0)
    if not is_single and total and abs(total - 1) > 0.001:
        message = f"The shares of the right options add up to {total * 100:g} %."
        made.warn("moodle.fractions", message, "Let them add up to 100 %, so that the full answer has the full mark.")


def _truefalse(made: MoodleQuestion) -> None:
    raw: dict[str, Any] = {}
    for answer, share in made.answers():
        side = "true" if text_of(answer).strip().lower() in ("true", "wahr", "vrai", "verdadero", "1") else "false"
        made.texts.put(raw, f"why_{side}", made.marked(answer.find("feedback")))
        if share >= 0.9999:
            raw["answer"] = side
    made.add("true_false", raw)


def _shortanswer(made: MoodleQuestion) -> None:
    accept: list[dict[str, Any]] = []
    places: dict[str, int] = {}
    given = made.answers()
    full = _full(made, given)
    for answer, share in given:
        text = text_of(answer).strip()
        if text == "*" and share <= 0:
            continue  # feedback for everything else
        entry: dict[str, Any] = {"text": text, "weight": f"{min(1.0, share / full)!r}"}
        if "*" in text:
            entry["mode"] = "wildcard"
        made.texts.put(entry, "why", made.marked(answer.find("feedback")))
        accept.append(entry)
        places[f"accept[{len(accept)}]"] = line_of(answer)
    raw: dict[str, Any] = {"accept": accept}
    if (made.question.findtext("usecase") or "0").strip() == "1":
        raw["match"] = {"case": "yes"}
    made.add("short_answer", raw, places)


def _numerical(made: MoodleQuestion) -> None:
    answers: list[dict[str, Any]] = []
    places: dict[str, int] = {}
    given = [(answer, share) for answer, share in made.answers() if text_of(answer).strip() != "*"]
    full = _full(made, given)
    for answer, share in given:
        text = text_of(answer).strip()
        entry: dict[str, Any] = {"answer": text, "weight": f"{min(1.0, share / full)!r}"}
        margin = number_of((answer.findtext("tolerance") or "").strip())
        if margin:
            entry["tolerance"] = as_text(Decimal(repr(margin)))  # 1E-5 and 0.00001 are one margin
        made.texts.put(entry, "why", made.marked(answer.find("feedback")))
        answers.append(entry)
        places[f"answers[{len(answers)}]"] = line_of(answer)
    raw: dict[str, Any] = {"answers": answers}
    units = [(unit.findtext("unit_name") or "").strip() for unit in made.question.findall("units/unit")]
    if units and units[0]:
        raw["unit"] = units[0]
    made.add("numeric", raw, places)


def _matching(made: MoodleQuestion) -> None:
    pairs: list[dict[str, Any]] = []
    extra: list[Any] = []
    places: dict[str, int] = {}
    for part in made.question.findall("subquestion"):
        right = made.marked(part.find("answer"))
        if not text_of(part).strip():
            extra.append("")
            made.texts.put(extra, len(extra) - 1, right)
            continue
        pair: dict[str, Any] = {}
        made.texts.put(pair, "left", made.marked(part))
        made.texts.put(pair, "right", right)
        pairs.append(pair)
        places[f"pairs[{len(pairs)}]"] = line_of(part)
    made.add("matching", {"pairs": pairs, **({"extra": extra} if extra else {})}, places)


def _full(made: MoodleQuestion, answers: list[tuple[Element, float]]) -> float:
    """The share of the best answer, which counts as the full mark."""
    best = max((share for _answer, share in answers), default=0.0)
    if not 0 < best < 0.9999:
        return 1.0
    message = f"No answer has the full mark; the best, {best * 100:g} %, was taken as right."
    made.warn("moodle.fractions", message, "Give the right answer 100 %.")
    return best


def _multiresponse(made: MoodleQuestion) -> None:
    options: list[dict[str, Any]] = []
    for answer, share in made.answers():
        option: dict[str, Any] = {"right": "yes" if share > 0 else "no"}
        made.texts.put(option, "text", made.marked(answer))
        made.texts.put(option, "why", made.marked(answer.find("feedback")))
        options.append(option)
    made.add("multi_choice", {"options": options})


def _ordering(made: MoodleQuestion) -> None:
    items: list[Any] = []
    for answer, _place in sorted(made.answers(), key=lambda each: each[1]):
        items.append("")
        made.texts.put(items, len(items) - 1, made.marked(answer))
    made.add("ordering", {"items": items})


def _cloze(made: MoodleQuestion) -> None:
    raw: dict[str, Any] = {}
    text = made.texts.above(raw, made.marked(made.question.find("questiontext")))
    _add_cloze(made, embedded(text.text, is_html=text.format in ("html", "auto")), raw)


def _missing_words(made: MoodleQuestion) -> None:
    raw: dict[str, Any] = {}
    text = made.texts.above(raw, made.marked(made.question.find("questiontext")))
    words = [
        (simplified(text_of(word)).plain or text_of(word), (word.findtext("group") or "1").strip())
        for word in (*made.question.findall("selectoption"), *made.question.findall("dragbox"))
    ]
    _add_cloze(made, with_words(text.text, words, is_html=text.format in ("html", "auto")), raw)


def _add_cloze(made: MoodleQuestion, cloze: Cloze, raw: dict[str, Any]) -> None:
    """`raw` has the prompt, where there is one."""
    for marker in cloze.broken:
        hint = "It stays visible as text. Write it as {1:SHORTANSWER:=answer}."
        made.warn("moodle.gap", f"The gap {shown(marker)} cannot be read.", hint)
    if not cloze.gaps:
        message = "The question has no gap that can be read."
        hint = "Write gaps as {1:SHORTANSWER:=answer}."
        made.found.error("moodle.no_gap", message, hint, line=made.line, question=made.title)
        return
    for note in cloze.notes:
        made.found.inform("moodle.gap_changed", note, line=made.line, question=made.title)
    raw["gaps"] = cloze.gaps
    made.texts.put(raw, "text", Marked(cloze.text, "plain"))
    made.add("cloze", raw)


READERS: dict[str, Callable[[MoodleQuestion], None]] = {
    "multichoice": _multichoice,
    "oumultiresponse": _multiresponse,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _missing_words,
    "ddwtos": _missing_words,
}
WHY_KEPT = {
    "essay": "An essay has no answer that could be marked.",
    "description": "This is a text without answers.",
    "calculated": "Formulas of a question are not computed here.",
    "calculatedsimple": "Formulas of a question are not computed here.",
    "calculatedmulti": "Formulas of a question are not computed here.",
}
