"""Questions and versions that this place does not have, kept for a learner who brings answers to them along.

Each bank of that learner's file that is not wholly known here gets a private bank of the learner's, with retired
questions: they are never asked, but what was answered can still be read. A version that a known question does not have
is kept there too, below a retired question of the same id, so that a file adds nothing to banks that others use.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from webapp.banks.models import BROUGHT, RETIRED, STAYS, Bank, Question, Version
from webapp.banks.queries import bank_for_user
from webapp.kinds.registry import kind_named

ORIGIN = "brought_from"  # in a bank's source: its slug where it came from
KEY = "key"  # in a version's extras: its name where it came from, when its content did not come along
LONGEST_SLUG = 80

Ref = tuple[str, str]  # slug of the bank where the question is at home, and the question's own id


def brought_along() -> ColumnElement[bool]:
    """Banks of this sort."""
    return Bank.visibility == BROUGHT


def origin_of(slug: str, source: Mapping[str, Any]) -> str:
    """The slug by which a bank is known everywhere."""
    return str(source.get(ORIGIN) or slug)


def version_key(content: Mapping[str, Any], source: Mapping[str, Any], extras: Mapping[str, Any]) -> str:
    """The name of a version everywhere: equal for versions that a learner cannot tell apart."""
    kept = extras.get(KEY)
    if kept:
        return str(kept)
    text = json.dumps({"content": content, "source": source}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Shelf:
    """What a learner's file speaks of, found or made here, one bank at a time."""

    session: Session
    user_id: int
    now: int
    banks: Mapping[str, Mapping[str, Any]]  # as the file describes them, by slug
    questions: Mapping[Ref, Mapping[str, Any]]
    made: int = 0
    _known: dict[str, Bank | None] = field(default_factory=dict)
    _own: dict[str, Bank] = field(default_factory=dict)
    _beside: dict[Ref, Question] = field(default_factory=dict)
    _found: dict[Ref, Question] = field(default_factory=dict)
    _versions: dict[int, dict[str, int]] = field(default_factory=dict)

    def bank_id(self, slug: str) -> int:
        """The bank itself where the learner may study it, else the private one."""
        return (self._known_bank(slug) or self._own_bank(slug)).id

    def question(self, ref: Ref) -> Question:
        if ref not in self._found:
            known = self._known_bank(ref[0])
            found = self._question_of(known, ref[1]) if known else None
            self._found[ref] = found or self._own_question(ref)
        return self._found[ref]

    def version_id(self, ref: Ref, version: Mapping[str, Any]) -> int:
        """The version of that key, of the question or of the private one beside it."""
        question, key = self.question(ref), str(version["key"])
        found = self._versions_of(question.id).get(key)
        if found is not None:
            return found
        beside = self._own_question(ref)
        found = self._versions_of(beside.id).get(key)
        return found if found is not None else self._add_version(beside, version)

    def _known_bank(self, slug: str) -> Bank | None:
        if slug not in self._known:
            self._known[slug] = bank_for_user(self.session, self.user_id, slug)
        return self._known[slug]

    def _own_bank(self, slug: str) -> Bank:
        if slug not in self._own:
            asked = select(Bank).where(Bank.owner_id == self.user_id, brought_along()).order_by(Bank.id)
            mine = (bank for bank in self.session.scalars(asked) if bank.source[ORIGIN] == slug)
            self._own[slug] = next(mine, None) or self._make_bank(slug)
        return self._own[slug]

    def _make_bank(self, slug: str) -> Bank:
        said = self.banks[slug]
        names = ("title", "subject", "level", "language", "description", "author", "licence")
        bank = Bank(
            slug=self._free_slug(slug),
            owner_id=self.user_id,
            visibility=BROUGHT,
            changed_at=self.now,
            source={**said["source"], ORIGIN: slug},
            **{name: said[name] for name in names},
        )
        self.session.add(bank)
        self.session.flush()
        return bank

    def _free_slug(self, slug: str) -> str:
        name = f"brought-{self.user_id}-{slug}"[:LONGEST_SLUG]
        number = 1
        while self.session.scalar(select(Bank.id).where(Bank.slug == name)) is not None:
            number += 1
            name = f"brought-{self.user_id}-{number}-{slug}"[:LONGEST_SLUG]
        return name

    def _question_of(self, bank: Bank, external_id: str) -> Question | None:
        asked = select(Question).where(Question.bank_id == bank.id, Question.external_id == external_id)
        return self.session.scalars(asked.with_for_update(**STAYS)).one_or_none()

    def _own_question(self, ref: Ref) -> Question:
        if ref not in self._beside:
            bank = self._own_bank(ref[0])
            self._beside[ref] = self._question_of(bank, ref[1]) or self._make_question(bank, ref)
        return self._beside[ref]

    def _make_question(self, bank: Bank, ref: Ref) -> Question:
        said = self.questions[ref]
        bank.last_position += 1
        question = Question(
            bank_id=bank.id,
            external_id=ref[1],
            position=bank.last_position,
            topic=said["topic"],
            sibling_key=f"{bank.id}:{said['sibling']}",
            kind=said["kind"],
            facets=said["facets"],
            is_gated=said["is_gated"],
            status=RETIRED,
        )
        self.session.add(question)
        self.session.flush()
        self.made += 1
        return question

    def _versions_of(self, question_id: int) -> dict[str, int]:
        """By key. Of versions that cannot be told apart the latest."""
        if question_id not in self._versions:
            asked = (
                select(Version.id, Version.content, Version.source, Version.extras)
                .where(Version.question_id == question_id)
                .order_by(Version.number)
            )
            self._versions[question_id] = {
                version_key(content, source, extras): version_id
                for version_id, content, source, extras in self.session.execute(asked)
            }
        return self._versions[question_id]

    def _add_version(self, question: Question, said: Mapping[str, Any]) -> int:
        versions = self._versions_of(question.id)
        is_whole = said["content"] is not None
        version = Version(
            question_id=question.id,
            number=1 + _highest(self.session, question.id),
            created_at=said["created_at"],
            change="brought",
            content=said["content"] if is_whole else placeholder(),
            source=said["source"] if is_whole else {},
            stem_hash=said["stem_hash"],
            full_hash=said["full_hash"],
            extras={} if is_whole else {KEY: said["key"]},
        )
        self.session.add(version)
        self.session.flush()
        versions[str(said["key"])] = version.id
        question.version_id = version.id
        return version.id


def _highest(session: Session, question_id: int) -> int:
    asked: Iterable[int] = session.scalars(select(Version.number).where(Version.question_id == question_id))
    return max(asked, default=0)


def placeholder() -> dict[str, Any]:
    """In the place of a content that the learner had not answered, so that it was not in the file."""
    content, _problems = kind_named("self_graded").validate(
        {"kind": "self_graded", "prompt": "This question did not come along.", "answer": "–"}
    )
    assert content is not None
    return dict(content)
