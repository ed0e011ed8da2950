"""Sentences of the study pages: when a card comes back, what an answer was worth, where a fact comes from."""

import re
from datetime import date
from functools import lru_cache
from typing import Any

from webapp.banks.contents import VersionContent
from webapp.kinds.contract import Grade
from webapp.memory.schedule import CardState
from webapp.study.views import Dot, Margin, SourceNote
from webapp.text import described
from webapp.web.texts import format_date, gettext, language, ngettext

_PARAGRAPH = re.compile(r"\bP(?=\d)")


def when(due_day: int, due_at: int | None, today: int) -> str:
    """When a card comes back, to be put after "It comes back"."""
    days = due_day - today
    if due_at is not None or days <= 0:
        return gettext("later today")
    if days == 1:
        return gettext("tomorrow")
    return ngettext("in %(num)s day", "in %(num)s days", days)


def verdict_title(outcome: str) -> str:
    match outcome:
        case "right":
            return gettext("Correct")
        case "partly":
            return gettext("Partly right")
        case "almost":
            return gettext("Almost: spelling")
        case "blank":
            return gettext("No answer given")
    return gettext("Not right")


def verdict_text(grade: Grade, revealed: dict[str, Any], review: Any, today: int) -> str:
    """What happened in a sentence or two, and what happens next."""
    if grade.outcome == "almost":
        return f"{_slip(revealed)} " + gettext("You decide whether it counts.")
    parts = [_share(revealed)] if grade.outcome == "partly" else []
    if review["rating"] == 1 and (review.get("answer") or {}).get("sure") is True:
        parts.insert(0, gettext("You were sure. Read this."))
    if review["rating"] > 1 and not review["is_scheduling"]:
        return " ".join(filter(None, [*parts, gettext("The answer changes nothing: the card keeps its day.")]))
    if review["rating"] > 1:
        back = when(review["due_day"], review["due_at"], today)
        return " ".join(filter(None, [*parts, gettext("It comes back %(when)s.", when=back)]))
    if grade.outcome != "partly":
        parts.append(_answer_sentence(revealed))
    return " ".join(filter(None, [*parts, gettext("This card comes back once more in this session.")]))


def _slip(revealed: dict[str, Any]) -> str:
    """What differs from the spelling that was meant; of several gaps, in the first that differs."""
    gaps = [part for part in revealed.get("segments", ()) if part.get("slips")]
    slips = revealed.get("slips") or (gaps[0]["slips"] if gaps else None) or {}
    return {
        "swapped": gettext("Two letters changed places."),
        "missing": gettext("A letter is missing."),
        "extra": gettext("There is a letter too many."),
    }.get(slips.get("sort", ""), gettext("A letter is another one."))


def _share(revealed: dict[str, Any]) -> str:
    """How much of a partly right answer was right, where that can be counted."""
    if "right_count" in revealed:
        right, count = revealed["right_count"], revealed["count"]
    elif revealed.get("multiple"):
        options = revealed["options"]
        count = sum(option["is_right"] for option in options)
        right = sum(option["is_right"] and option["chosen"] for option in options)
    else:
        return ""
    if revealed.get("scoring") == "neighbours":
        return ngettext(
            "%(num)s of %(count)s neighbours is in order.",
            "%(num)s of %(count)s neighbours are in order.",
            right,
            count=count,
        )
    return ngettext("%(num)s of %(count)s is right.", "%(num)s of %(count)s are right.", right, count=count)


def _answer_sentence(revealed: dict[str, Any]) -> str:
    right = [str(option["n"]) for option in revealed.get("options", ()) if option["is_right"]]
    if len(right) == 1:
        return gettext("The answer is option %(n)s.", n=right[0])
    if right:
        return gettext("The answers are options %(numbers)s.", numbers=", ".join(right))
    answer = described(str(revealed.get("answer_text") or ""))
    if answer and len(answer) <= 60:
        return gettext("The answer: %(answer)s.", answer=answer.rstrip("."))
    return gettext("The right answer stands below.")


def announcement(grade: Grade, revealed: dict[str, Any], place: int, size: int) -> str:
    """What a screen reader says after an answer: verdict, right answer where it was missed, place."""
    parts = [verdict_title(grade.outcome) + "."]
    if grade.outcome != "right":
        answer = described(str(revealed.get("answer_text", ""))).rstrip(".")
        parts.append(gettext("Answer: %(answer)s.", answer=answer))
    parts.append(gettext("Card %(place)s of %(size)s.", place=place, size=size))
    return " ".join(parts)


def source_note(version: VersionContent, *, is_open: bool) -> SourceNote:
    source = version.source
    places = _PARAGRAPH.sub("", source.get("paragraph") or "")
    if source.get("term"):
        heading = gettext("Background, general knowledge of the field")
    elif places.isdigit():
        heading = gettext("From the article, paragraph %(number)s", number=places)
    elif places:
        rest, comma, last = places.rpartition(", ")
        numbers = gettext("%(numbers)s and %(last)s", numbers=rest, last=last) if comma else places
        heading = gettext("From the article, paragraphs %(numbers)s", numbers=numbers)
    else:
        heading = gettext("Source: %(title)s", title=version.bank_source.get("title") or version.bank_title)
    extra = [text for text in (source.get("background"), source.get("reference")) if text]
    return SourceNote(heading, source.get("says") or "", " ".join(extra), is_open)


def margin(state: CardState | None, today: int, leech_threshold: int = 8) -> Margin:
    """The card's place in time, for the margin of a wide page; of one that will not stick it says so."""
    if state is None or not state.reps:
        dots = [
            Dot(0, gettext("today"), True),
            Dot(17, gettext("1 d"), False),
            Dot(42, gettext("4 d"), False),
            Dot(98.2, gettext("2 weeks"), False),
        ]
        return Margin(
            gettext("A new card"),
            gettext("Answer it today and it comes back soon, then after longer and longer gaps."),
            gettext("Expected returns: tomorrow, in 4 days, in 2 weeks"),
            dots,
        )
    misses = state.lapses if state.lapses >= leech_threshold else 0
    return _seen_margin(state.reps, state.first_day, state.last_day, today, misses, language())


@lru_cache(maxsize=4096)
def _seen_margin(reps: int, first_day: int, last_day: int, today: int, misses: int, _language: str) -> Margin:
    title = gettext("Your %(nth)s time with this card", nth=ordinal(reps + 1))
    ago = today - last_day
    if ago <= 0:
        text = gettext("Last seen today.")
    else:
        text = ngettext("Last seen %(num)s day ago.", "Last seen %(num)s days ago.", ago)
    if misses:
        text += " " + gettext("Missed %(count)s times: is the question at fault? Then report it.", count=misses)
    span = max(1, today - first_day)
    dots = [Dot(0, short_day(first_day), False)]
    if first_day < last_day < today:
        share = (last_day - first_day) / span
        dots.append(Dot(round(18 + 60 * share, 1), short_day(last_day), False))
    dots.append(Dot(98.2, gettext("today"), True))
    seen = ", ".join(dot.label for dot in dots[:-1])
    return Margin(title, text, gettext("Seen on %(days)s; due today", days=seen), dots)


def ordinal(number: int) -> str:
    names = {2: gettext("second"), 3: gettext("third"), 4: gettext("fourth"), 5: gettext("fifth")}
    if number in names:
        return names[number]
    if number % 100 not in (11, 12, 13):
        endings = {
            1: gettext("%(number)sst", number=number),
            2: gettext("%(number)snd", number=number),
            3: gettext("%(number)srd", number=number),
        }
        if number % 10 in endings:
            return endings[number % 10]
    return gettext("%(number)sth", number=number)


def short_day(day: int) -> str:
    return format_date(date.fromordinal(day), "d MMM")


def long_day(day: int) -> str:
    return format_date(date.fromordinal(day), "d MMMM")
