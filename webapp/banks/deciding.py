"""What is done with each question of a file that is brought to a bank: by the suggestions, or as somebody chose. Pure.

What a person decided goes by the ids that the comparison gave; where nothing was decided, progress is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from webapp.banks.comparing import Change, Diff, Known, sort_of_change
from webapp.exchange.contract import DraftQuestion

Choice = Literal["fix", "key", "new", "skip"]
CHOICES: tuple[Choice, ...] = ("fix", "key", "new", "skip")


@dataclass(frozen=True, slots=True)
class Decisions:
    """By the ids of the file: `changes` what to do with a changed question; `links` which missing question a new one
    is; `left_out` what is not brought. By the ids of the bank: `retired` what is asked no more."""

    changes: Mapping[str, Choice] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    retired: frozenset[str] = frozenset()
    retires_missing: bool = False


@dataclass(slots=True)
class Plan:
    """What is to be done, each question in one of the lists. `linked` and `changed` name the sort of the change;
    `touched` say the same and come below another topic."""

    added: list[DraftQuestion] = field(default_factory=list)
    changed: list[tuple[DraftQuestion, Known, str]] = field(default_factory=list)
    linked: list[tuple[DraftQuestion, Known, str]] = field(default_factory=list)
    restarted: list[tuple[DraftQuestion, Known]] = field(default_factory=list)
    touched: list[tuple[DraftQuestion, Known]] = field(default_factory=list)
    retired: list[Known] = field(default_factory=list)
    skipped: int = 0
    left_out: int = 0

    @property
    def moved(self) -> int:
        """How many questions that are asked now are not what they were afterwards."""
        those = [known for _draft, known, _sort in (*self.changed, *self.linked)]
        those += [known for _draft, known in (*self.restarted, *self.touched)]
        return sum(known.is_active for known in (*those, *self.retired))

    @property
    def counts(self) -> dict[str, int]:
        lists = ("added", "linked", "restarted", "retired")
        return {
            **{name: len(getattr(self, name)) for name in lists},
            "edited": len(self.changed) + len(self.touched),
            "skipped": self.skipped,
            "left_out": self.left_out,
        }


def suggested(change: Change) -> Choice:
    """What a change of this sort is taken for, unless somebody says otherwise. What was mended on the site stays, as
    does what the bank got meanwhile."""
    if change.is_conflict:
        return "skip"
    return "fix" if change.sort == "wording" else "key"


def decide(diff: Diff, decisions: Decisions) -> Plan:
    """The plan. A change that nobody decided is applied as what it is, and progress is kept."""
    plan = Plan()
    for change in diff.changed:
        _place(plan, change, decisions.changes.get(change.draft.external_id) or suggested(change))
    missing = {known.external_id: known for known in diff.missing}
    for draft in diff.new:
        known = missing.pop(decisions.links.get(draft.external_id, ""), None)
        if known is not None:
            plan.linked.append((draft, known, sort_of_change(known.content, draft.content)))
        elif draft.external_id in decisions.left_out:
            plan.left_out += 1
        else:
            plan.added.append(draft)
    plan.touched = [(draft, known) for draft, known in diff.same if known.is_moved_by(draft)]
    plan.retired = [known for key, known in missing.items() if decisions.retires_missing or key in decisions.retired]
    return plan


def _place(plan: Plan, change: Change, choice: Choice) -> None:
    if choice == "skip":
        plan.skipped += 1
    elif choice == "new":
        plan.restarted.append((change.draft, change.known))
    else:
        sort = "wording" if choice == "fix" else "key" if change.sort == "wording" else change.sort
        plan.changed.append((change.draft, change.known, sort))
