"""Gathers what a reader of another program's file finds: each question goes through its kind, and what the kind says
of it is said of the place in the file."""

import posixpath
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from webapp.exchange.contract import DraftQuestion, Drafts, Kept, Problem, Severity
from webapp.exchange.flaws import Flaw
from webapp.exchange.media import Files, name_in, references_in, without_bytes
from webapp.kinds.contract import FieldProblem
from webapp.kinds.registry import kind_named

LONGEST_SHOWN = 60  # letters of a question that a message repeats
MOST_QUESTIONS = 20_000
MOST_LETTERS = 64_000  # of one text
MOST_OF_TOPIC = 200  # letters; a database keeps no more
MOST_OF_ID = 120
MOST_OF_TAG = 100


_SILENT = {"explanation": "has no explanation", "why": "has wrong options without a reason"}


def shown(text: str) -> str:
    """The beginning of a text, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else line[:LONGEST_SHOWN].rstrip() + "…"


@dataclass(slots=True)
class Draft:
    """A question on its way: `raw` as `kinds` want it, `line` 0 where a file has no lines. `places` says in which line
    a field stands that is not in that of the question ("options[2]", and what is below it)."""

    kind: str
    raw: dict[str, Any]
    line: int
    external_id: str = ""
    title: str = ""
    topic: str = ""
    tags: list[str] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What a teacher knows it by."""
        prompt = self.raw.get("prompt") or self.raw.get("text") or ""
        return shown(self.title or str(prompt)) or self.external_id or f"line {self.line}"


class Drafting:
    """Collects for one file. Lines count from 1; `files` are the pictures and sounds that its texts may name."""

    def __init__(self, format: str, files: Files | None = None) -> None:
        self.drafts = Drafts(format)
        self.files = files or Files()
        self.unused: list[str] = []  # files of single questions that these do not show
        self._lines_of_ids: dict[str, int] = {}
        self._said: set[str] = set()
        self._is_doubtful = False
        self._silent: dict[str, list[int]] = {"explanation": [], "why": []}

    @property
    def known_ids(self) -> Collection[str]:
        return self._lines_of_ids.keys()

    def tell(
        self,
        severity: Severity,
        code: str,
        message: str,
        hint: str = "",
        *,
        line: int | None = None,
        column: int | None = None,
        question: str | None = None,
        sheet: str = "",
        cell: str = "",
        field: str = "",
    ) -> None:
        name = question if question is None else shown(question)
        found = Problem(severity, line or None, column, name, field, message, hint, code, sheet=sheet, cell=cell)
        self.drafts.problems.append(found)

    def error(self, code: str, message: str, hint: str = "", **where: Any) -> None:
        self.tell("error", code, message, hint, **where)

    def warn(self, code: str, message: str, hint: str = "", **where: Any) -> None:
        self.tell("warning", code, message, hint, **where)

    def inform(self, code: str, message: str, hint: str = "", **where: Any) -> None:
        self.tell("info", code, message, hint, **where)

    def once(self, severity: Severity, code: str, message: str, hint: str = "", **where: Any) -> None:
        """For a habit of the whole file: said at its first place."""
        if code not in self._said:
            self._said.add(code)
            self.tell(severity, code, message, hint, **where)

    def doubt(self) -> None:
        """From here on every question gets a mark: what it says may not be all that its file says."""
        self._is_doubtful = True

    def trust(self) -> None:
        self._is_doubtful = False

    def _mark(self, line: int | None, label: str) -> None:
        if self._is_doubtful:
            message = "This question comes from a broken file: words of it may be missing."
            self.warn("question.recovered", message, "Compare it with the file.", line=line, question=label)

    def flaw(self, flaw: Flaw) -> None:
        self.tell(flaw.severity, flaw.code, flaw.message, flaw.hint, line=flaw.line, column=flaw.column)

    def keep(self, sort: str, title: str, raw: str, *, line: int | None, external_id: str = "", why: str) -> None:
        """Keep as it is what cannot be played, and say so."""
        self.drafts.kept.append(Kept(sort, shown(title), without_bytes(raw), line, external_id))
        self.inform("file.kept", why, "It is kept as it is and not asked.", line=line, question=title or sort)
        self._mark(line, title or sort)

    def question(self, draft: Draft) -> DraftQuestion | None:
        """The question if its kind takes it and its id is new; else it is named among the problems."""
        if len(self.drafts.questions) >= MOST_QUESTIONS:
            message = f"The file has more than {MOST_QUESTIONS:,} questions; the rest is left out."
            self.once("error", "file.size", message, "Split it into several files.", line=draft.line)
            return None
        self.tell_guesses(draft.line, draft.label)
        longest = longest_text(draft.raw)
        if longest > MOST_LETTERS:
            message = f"A text of the question has {longest:,} letters; the most is {MOST_LETTERS:,}."
            self.error("question.too_long", message, "Shorten it.", line=draft.line, question=draft.label)
            return None
        draft.external_id = draft.external_id.strip()[:MOST_OF_ID]
        content, problems = kind_named(draft.kind).validate(draft.raw)
        for problem in problems:
            self._add(draft, problem)
        if content is None or not self._is_new(draft):
            return None
        made = DraftQuestion(
            external_id=draft.external_id,
            kind=draft.kind,
            topic=draft.topic.strip()[:MOST_OF_TOPIC],
            fact=None,
            term=None,
            sibling_key=draft.external_id,
            paragraph="",
            source_says="",
            reference="",
            view="",
            background="",
            tags=list(dict.fromkeys(tag[:MOST_OF_TAG] for tag in map(str.strip, draft.tags) if tag)),
            content=content,
            line=draft.line,
            title=draft.title.strip(),
            extras=without_bytes(draft.extras),
        )
        self.drafts.questions.append(made)
        self._mark(draft.line, draft.label)
        return made

    def tell_guesses(self, line: int | None, label: str, files: Files | None = None) -> None:
        """Pictures and sounds of this question of which there are several with that name."""
        for source, taken, other in (files or self.files).guesses():
            words = guessed_words(source, taken, other)
            self.warn("file.guessed", *words, line=line, question=label, field=name_in(source))

    def _is_new(self, draft: Draft) -> bool:
        if not draft.external_id:
            return True
        is_new = draft.external_id not in self._lines_of_ids
        line = self._lines_of_ids.setdefault(draft.external_id, draft.line)
        if is_new:
            return True
        where = f": in line {line} and in line {draft.line}" if draft.line else " in this file"
        message = f"The id “{shown(draft.external_id)}” is used twice{where}."
        self.error("question.twice", message, "Give one of them another id.", line=draft.line, question=draft.label)
        return False

    def _add(self, draft: Draft, problem: FieldProblem) -> None:
        lines = self._silent.get(problem.field.rpartition(".")[2]) if problem.severity == "warning" else None
        if lines is not None:  # nearly every file lacks them: said once, at the end
            if draft.line not in lines[-1:] or not draft.line:
                lines.append(draft.line)
            return
        self.tell(
            "warning" if problem.severity == "warning" else "error",
            "question.content",
            problem.message,
            problem.hint,
            line=_line_of(draft, problem.field),
            question=draft.label,
        )
        self.drafts.problems[-1].field = problem.field

    def done(self) -> Drafts:
        """All that was found, the problems in the order of the file."""
        for name, words in _SILENT.items():
            lines, total = self._silent[name], len(self.drafts.questions)
            if lines:
                message = f"{len(lines)} of {total} questions {words}." if total > 1 else f"The question {words}."
                hint = "A sentence on why an answer is right or wrong helps most where it was missed."
                self.warn(
                    f"question.no_{name}", message.replace("questions has", "questions have"), hint, line=lines[0]
                )
                lines.clear()
        self._take_media()
        self.drafts.problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
        return self.drafts

    def _take_media(self) -> None:
        """What the questions show; what the package holds beside that is named."""
        used = self.files.used
        if used:
            references = {each for question in self.drafts.questions for each in references_in(question)}
            self.drafts.media = {key: file for key, file in used.items() if file.reference in references}
        unused = [*self.unused, *self.files.names_unused()]
        if unused and self.drafts.questions:
            self.name_unused(unused)

    def name_unused(self, names: Sequence[str]) -> None:
        """Pictures and sounds of a package that no question shows."""
        first = ", ".join(shown(name) for name in names[:5])
        more = f" and others ({len(names)} in all)" if len(names) > 5 else ""
        self.inform("file.unused", f"No question shows {first}{more}.", "What no question shows was left out.")


def guessed_words(source: str, taken: str, other: str) -> tuple[str, str]:
    """What is said where the name of a picture or sound fits several files, and what to do."""
    message = f"Several files are called {shown(posixpath.basename(name_in(source)))}: {shown(taken)} was taken."
    return message, f"If another is meant, write its folder before the name, as in {shown(other)}."


def longest_text(raw: Any) -> int:
    """How many letters the longest text has that stands anywhere in these fields."""
    if isinstance(raw, str):
        return len(raw)
    inside = raw.values() if isinstance(raw, Mapping) else raw if isinstance(raw, list | tuple) else ()
    return max(map(longest_text, inside), default=0)


def _line_of(draft: Draft, path: str) -> int:
    """The longest known part of the path decides."""
    while path:
        if path in draft.places:
            return draft.places[path]
        path = path.rpartition(".")[0] or (path.rpartition("[")[0] if "[" in path else "")
    return draft.line
