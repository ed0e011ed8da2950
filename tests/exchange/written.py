"""Questions and banks for the tests of writers."""

from __future__ import annotations

from typing import Any

import yaml

from tests.exchange.test_bank_writer import VARIANTS
from webapp.exchange.contract import DraftBank, DraftQuestion
from webapp.exchange.drafting import Draft, Drafting
from webapp.exchange.writing import Written

CHANGED_AT = 1_700_000_000_000


def drafted(text: str, *, external_id: str = "q1", **more: Any) -> DraftQuestion:
    """A question as its author writes it (YAML)."""
    return _made(yaml.load(text, yaml.BaseLoader), external_id, **more)


def bank_of(*questions: DraftQuestion, slug: str = "demo", changed_at: int = CHANGED_AT) -> DraftBank:
    made = DraftBank(slug, "Demo", "", "", "en", "", "", "", "", "", changed_at=changed_at)
    made.questions = list(questions)
    return made


_RAWS = yaml.load(VARIANTS, yaml.BaseLoader)


def _made(raw: dict[str, Any], external_id: str, **more: Any) -> DraftQuestion:
    found = Drafting("test").question(Draft(raw["kind"], raw, 1, external_id=external_id, **more))
    assert found is not None
    return found


def variants() -> list[DraftQuestion]:
    """One of every kind and rule, with ids of their own."""
    return [_made(raw, f"q{number}", topic="A/B") for number, raw in enumerate(_RAWS, 1)]


def codes(written: Written, question: str = "q1") -> list[str]:
    return sorted({loss.code for loss in written.losses if loss.question == question})
