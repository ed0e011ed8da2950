"""What a reader of a file hands over: drafts of questions, and what is wrong and where."""

from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]


@dataclass(slots=True)
class Problem:
    """One thing that is wrong, in a teacher's language.

    An error leaves its question out (or, with no question, the file or a part of its head); a warning asks
    for a look; an information names a loss or a conversion. `line` and `column` count from 1 and are None where
    no place can be named; lines end at CRLF, CR and LF only. `field` is a path below the question
    ("options[2].why", counted from 1), or a key of the head. `code` is stable, for filters and tests. In a
    spreadsheet `sheet` and `cell` ("C14") name the place as its program shows it, in an archive `member` names
    the file inside."""

    severity: Severity
    line: int | None
    column: int | None
    question: str | None
    field: str
    message: str
    hint: str
    code: str
    sheet: str = ""
    cell: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A picture or sound. `key` stands for the bytes (`media.key_of`), `data` is as the file has it, `extension` is
    what the bytes are, and `name` its path in the file, for display only."""

    key: str
    extension: str
    data: bytes
    name: str

    @property
    def reference(self) -> str:
        """How the texts of questions name it."""
        return f"media:{self.key}.{self.extension}"


@dataclass(slots=True)
class DraftQuestion:
    """A question as the file has it, not saved yet.

    `content` is what its kind made of it (JSON-safe, defaults filled in); the rest belongs to the bank:
    what the question is about and where that stands."""

    external_id: str
    kind: str
    topic: str
    fact: str | None
    term: str | None
    sibling_key: str
    paragraph: str
    source_says: str
    reference: str
    view: str
    background: str
    tags: list[str]
    content: dict[str, Any]
    line: int
    title: str = ""
    extras: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class DraftBank:
    """The head of a bank and its sound questions, in the order of the file.

    `facts` and `terms` go by their keys; a fact has `paragraph`, `says` and `view`, a term `paragraph`,
    `says` and `reference`, each a text that may be empty. `changed_at` is when the bank was changed, in ms; 0 where
    nobody knows, as in a file."""

    slug: str
    title: str
    subject: str
    level: str
    language: str
    description: str
    author: str
    licence: str
    source_title: str
    source_publisher: str
    facts: dict[str, dict[str, str]] = field(default_factory=dict)
    terms: dict[str, dict[str, str]] = field(default_factory=dict)
    questions: list[DraftQuestion] = field(default_factory=list)
    changed_at: int = 0
    media: dict[str, MediaFile] = field(default_factory=dict)  # by key: for whoever writes it to a file


@dataclass(slots=True)
class Kept:
    """A question that was read and cannot be played here: its own words are kept, and nothing is lost.

    `sort` is what its format calls it ("essay"); `raw` its text in the file."""

    sort: str
    title: str
    raw: str
    line: int | None = None
    external_id: str = ""


@dataclass(slots=True)
class Drafts:
    """What a file of another program holds: questions, what is kept as it is, and what is wrong and where.

    `encoding` is "" for what is no text; `settings` is what was found out about the file and may be corrected.
    Nothing here has been compared with a bank yet."""

    format: str
    encoding: str = ""
    questions: list[DraftQuestion] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    name: str = ""
    bank: DraftBank | None = None  # with its head, where the file is one of our own
    media: dict[str, MediaFile] = field(default_factory=dict)  # by key: those that its questions show

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]


@dataclass(slots=True)
class Reading:
    """`bank` is None when nothing of the file could be used. Problems stand in the order of their lines."""

    bank: DraftBank | None
    problems: list[Problem]
    name: str = ""

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]
