"""What a file holds, question by question in its order, each with what is wrong with it. Pure.

A reader names problems by their place and by the question; here they are put beside the question again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from webapp.banks.comparing import Diff
from webapp.exchange.contract import DraftQuestion, Drafts, Problem
from webapp.exchange.labels import label_of
from webapp.exchange.refused import Refused, place_of
from webapp.teaching.packing import Found

OUT = "out"  # of an edit: the question is not brought


@dataclass(slots=True)
class Item:
    """`key` names it in addresses: q and r number what was read and what was refused. `draft` is None while an error
    keeps it out; `state` is new, changed, same or "" where there is no bank to compare with."""

    key: str
    draft: DraftQuestion | None
    refused: Refused | None = None
    problems: list[Problem] = field(default_factory=list)
    line: int = 0
    place: str = ""
    state: str = ""
    is_out: bool = False
    is_mended: bool = False

    @property
    def severity(self) -> str:
        if self.draft is None:
            return "error"
        return "warning" if any(problem.severity == "warning" for problem in self.problems) else ""


@dataclass(slots=True)
class Items:
    """`general` are the problems of the file as a whole."""

    every: list[Item]
    general: list[Problem]

    def drafts(self) -> list[DraftQuestion]:
        """Of what is to be brought."""
        return [item.draft for item in self.every if item.draft is not None and not item.is_out]

    def left(self) -> list[Item]:
        """What stays out because of an error."""
        return [item for item in self.every if item.draft is None and not item.is_out]

    def named(self, key: str) -> Item | None:
        return next((item for item in self.every if item.key == key), None)

    def shown(self, wanted: str) -> list[Item]:
        if wanted == "errors":
            return self.left()
        if wanted == "warnings":
            return [item for item in self.every if item.severity == "warning"]
        if wanted == "changed":
            return [item for item in self.every if item.state in ("new", "changed")]
        return self.every


def items_of(found: Found, edits: Mapping[str, Any]) -> Items:
    """With what was mended. A problem of a mended question is told of its new self, where it has one."""
    drafts = found.drafts
    every = [_asked(number, draft, edits, drafts) for number, draft in enumerate(drafts.questions)]
    general = _place_problems(drafts, every, taken={place for each in found.refused for place in each.problems})
    for number, refused in enumerate(found.refused):
        every.append(_left_out(number, refused, edits, drafts))
    every.sort(key=lambda item: item.line)
    return Items(_without_twins(every), general)


def _asked(number: int, draft: DraftQuestion, edits: Mapping[str, Any], drafts: Drafts) -> Item:
    key = f"q{number}"
    edit = edits.get(key, {})
    place = "" if not draft.line else f"{'row' if drafts.format == 'sheets' else 'line'} {draft.line}"
    item = Item(key, draft, line=draft.line, place=place, is_out=bool(edit.get(OUT)))
    if "content" in edit:
        item.draft = edited(draft, edit)
        item.is_mended = True
        item.problems = [Problem(**each) for each in edit["problems"]]
    return item


def _left_out(number: int, refused: Refused, edits: Mapping[str, Any], drafts: Drafts) -> Item:
    edit = edits.get(f"r{number}", {})
    problems = [drafts.problems[place] for place in refused.problems]
    where = place_of(problems[0]) if problems else ""
    item = Item(f"r{number}", None, refused, problems, refused.line or 0, where, is_out=bool(edit.get(OUT)))
    if "content" in edit:
        item.draft = edited(fresh_draft(refused), edit)
        item.is_mended = True
        item.problems = [Problem(**each) for each in edit["problems"]]
    return item


def fresh_draft(refused: Refused) -> DraftQuestion:
    """What the file says of it beside its content: by its id it is found when the mended file comes."""
    key, topic = refused.external_id, refused.topic
    return DraftQuestion(key, "", topic, None, None, key, "", "", "", "", "", [], {}, refused.line or 0)


def edited(draft: DraftQuestion, edit: Mapping[str, Any]) -> DraftQuestion:
    content = edit["content"]
    return replace(
        draft,
        kind=content["kind"],
        content=content,
        topic=edit.get("topic", draft.topic),
    )


def _without_twins(every: list[Item]) -> list[Item]:
    """An id stands for one question: the second, which came in by mending, goes without."""
    seen: set[str] = set()
    for item in every:
        if item.draft is not None and item.draft.external_id:
            if item.draft.external_id in seen:
                item.draft = replace(item.draft, external_id="", sibling_key="")
            else:
                seen.add(item.draft.external_id)
    return every


def _place_problems(drafts: Drafts, every: Sequence[Item], taken: set[int]) -> list[Problem]:
    """Beside their questions; the rest are the file's."""
    by_label: dict[str, list[Item]] = {}
    by_line: dict[int, list[Item]] = {}
    for item in every:
        assert item.draft is not None  # none has been left out yet
        for name in {label_of(drafts.questions[int(item.key[1:])]), item.draft.external_id} - {""}:
            by_label.setdefault(name, []).append(item)
        by_line.setdefault(item.line, []).append(item)
    general = []
    for number, problem in enumerate(drafts.problems):
        if number in taken:
            continue
        owner = _of(problem, by_label, by_line)
        if owner is None:
            general.append(problem)
        elif not owner.is_mended:
            owner.problems.append(problem)
    return general


def _of(problem: Problem, by_label: Mapping[str, list[Item]], by_line: Mapping[int, list[Item]]) -> Item | None:
    """Of several with the same name the one that begins last before the problem."""
    if not problem.question:
        return None
    named = by_label.get(problem.question) or by_line.get(problem.line or -1) or []
    before = [item for item in named if item.line <= (problem.line or item.line)]
    return max(before, key=lambda item: item.line, default=None)


def note_states(items: Items, diff: Diff) -> None:
    """New, changed or the same, of each question that is to be brought: the comparison made its own copies. One that
    comes below another topic is changed."""
    states = {_same(draft): "new" for draft in diff.new}
    states |= {_same(change.draft): "changed" for change in diff.changed}
    states |= {_same(draft): "changed" if known.is_moved_by(draft) else "same" for draft, known in diff.same}
    for item in items.every:
        if item.draft is not None:
            item.state = states.get(_same(item.draft), "")


def _same(draft: DraftQuestion) -> tuple[int, int]:
    return draft.line, id(draft.content)


def severities(items: Iterable[Item]) -> dict[str, int]:
    """How many are ready, how many stay out, how many of the ready ones want a look."""
    found = [item for item in items if not item.is_out]
    ready = [item for item in found if item.draft is not None]
    warned = sum(item.severity == "warning" for item in ready)
    return {"ready": len(ready), "errors": len(found) - len(ready), "warnings": warned}
