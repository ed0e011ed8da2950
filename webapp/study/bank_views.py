"""Banks as a learner sees them in lists and on their own page: what they hold, and the learner's own state in them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import url_for
from sqlalchemy.engine import Connection

from webapp.banks.models import Bank, Question, Version
from webapp.kinds.registry import kind_named
from webapp.study.queue import SESSION_SIZE
from webapp.study.states import BankState, learned_by_topic
from webapp.study.today import minutes_for
from webapp.study.views import BankPage, BankRow, TopicRow
from webapp.web.texts import format_date, gettext, ngettext

Asked = Sequence[tuple[Question, Version]]


def bank_row(bank: Bank, state: BankState) -> BankRow:
    count = max(1, bank.question_count)
    return BankRow(
        slug=bank.slug,
        title=bank.title,
        description=bank.description,
        subject_text=_subject_text(bank.subject, bank.level),
        count=bank.question_count,
        minutes=minutes_for(0, bank.question_count),
        due=state.due,
        new=max(0, bank.question_count - state.started),
        learned=state.learned,
        learned_share=state.learned / count,
        started=state.started / count,
        is_started=state.started > 0,
        study_url=url_for("study.study", bank=bank.slug),
    )


def bank_page(connection: Connection, found: Bank, state: BankState, questions: Asked, user_id: int | None) -> BankPage:
    row = bank_row(found, state)
    source = ", ".join(part for part in (found.source.get("title"), found.source.get("publisher")) if part)
    return BankPage(
        slug=found.slug,
        title=found.title,
        description=found.description,
        source_line=source,
        author=found.author,
        licence=found.licence,
        changed=format_date(datetime.fromtimestamp(found.changed_at / 1000, UTC).date(), "d MMMM y"),
        kinds_text=_kinds_text(questions),
        count=found.question_count,
        learned=row.learned,
        due=row.due,
        new=row.new,
        study_url=row.study_url,
        study_text=_study_text(row),
        topics=_topics(learned_by_topic(connection, user_id, found.id)),
        facts=[(fact["paragraph"] or fact["id"], fact["says"]) for fact in found.facts if fact.get("says")],
        questions=[_question(version) for _question_row, version in questions],
    )


def _subject_text(subject: str, level: str) -> str:
    if subject and level:
        return f"{subject}, {level[:1].lower()}{level[1:]}"
    return subject or level


def _topics(found: Sequence[tuple[str, int, int]]) -> list[TopicRow]:
    """Questions without a topic stand under a name of their own, at the end."""
    others = gettext("Other questions") if len(found) > 1 else gettext("All questions")
    named = sorted(found, key=lambda row: not row[0])
    return [TopicRow(topic or others, learned, count) for topic, learned, count in named]


def _study_text(row: BankRow) -> str:
    if row.due:
        due = min(row.due, SESSION_SIZE)
        return ngettext("Study %(num)s due card", "Study %(num)s due cards", due)
    return gettext("Go on studying") if row.is_started else gettext("Start studying")


def _kinds_text(questions: Asked) -> str:
    names = {
        "choice": gettext("choice"),
        "multi_choice": gettext("several answers"),
        "true_false": gettext("true or false"),
        "cloze": gettext("gaps"),
        "short_answer": gettext("typed answers"),
        "numeric": gettext("numbers"),
        "matching": gettext("matching"),
        "ordering": gettext("ordering"),
        "self_graded": gettext("recall"),
    }
    used = {question.kind for question, _version in questions}
    text = ", ".join(word for kind, word in names.items() if kind in used)
    return text[:1].upper() + text[1:]


def _question(version: Version) -> tuple[str, str, dict[str, Any]]:
    """Prompt, answer, and the content, which says how both are written."""
    kind = kind_named(version.content["kind"])
    facet = kind.facets(version.content)[0]
    answer = kind.reveal(version.content, facet, None)["answer_text"]
    return kind.prompt(version.content, facet), answer, version.content
