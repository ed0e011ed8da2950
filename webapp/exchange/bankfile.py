"""The product's own bank file (YAML): bytes in, a bank with its sound questions and a list of problems out.

The format is defined for its authors in questions/README.md. Anything may be wrong with a file, and the
reader says so in the words of its author; it never raises for what a file holds, and it follows and builds
nothing (security S35).
"""

from dataclasses import dataclass, field

from webapp.exchange.bank_head import NAMES, read_head
from webapp.exchange.bank_questions import Reader
from webapp.exchange.contract import DraftBank, DraftQuestion, Reading
from webapp.exchange.decoding import decoded
from webapp.exchange.findings import Findings, FlawsByLine, text_of, wrong_shape
from webapp.exchange.hashes import stem_hash
from webapp.exchange.yaml_items import MOST_QUESTIONS, Document, parse_document
from webapp.exchange.yaml_nodes import Fields, Node, Rows, Text

MOST_BYTES = 2 * 1024 * 1024


def read_bank(data: bytes, name: str) -> Reading:
    """Read a bank file. `name` is the file's name, for display only.

    A question with an error is left out and the others are read. The bank is None when the file is no bank:
    larger than 2 MB, not text, without a head that can be read, or without a proper name or title."""
    findings = Findings()
    bank = _bank(data, findings)
    return Reading(bank, findings.in_order(), name)


def _bank(data: bytes, findings: Findings) -> DraftBank | None:
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1024 / 1024:.1f}"
        message = f"This file has {size} MB; a bank file may have 2 MB."
        findings.add(None, "file.size", message, "Split it into several banks.")
        return None
    file = decoded(data)
    for flaw in file.flaws:
        findings.add_flaw(flaw)
    if file.text is None:
        return None
    document = parse_document(file.text, NAMES)
    if not isinstance(document.root, Fields):
        _no_bank(document, findings)
        return None
    return _Assembly(document, document.root, findings).bank()


def _no_bank(document: Document, findings: Findings) -> None:
    for flaw in document.flaws:
        findings.add_flaw(flaw)
    for lost in document.lost:
        findings.add_flaw(lost.flaw, lost.external_id)
    if not findings.has_error_since(0):
        message = "This is not a bank file." if document.root else "This file is empty."
        hint = "A bank file begins with the lines bank: and title:, and has its questions under questions:."
        findings.add(document.root, "file.no_bank", message, hint)


@dataclass(slots=True)
class _Assembly:
    """Puts a bank together from the nodes of its file."""

    document: Document
    root: Fields
    findings: Findings
    first_lines: dict[str, int] = field(default_factory=dict)  # of each id
    stems: dict[str, DraftQuestion] = field(default_factory=dict)
    asked: set[tuple[str, str]] = field(default_factory=set)

    def bank(self) -> DraftBank | None:
        head = read_head(self.root, self.findings)
        items = self._items()
        flaws = FlawsByLine(self.document.flaws)
        reader = Reader(head, self.findings)
        for number, item in enumerate(items, 1):
            draft = self._question(reader, item, number, flaws)
            if draft:
                head.bank.questions.append(draft)
                self._warn_of_twin(draft)
        for flaw in flaws.outside((item.line, item.last_line) for item in items):
            self.findings.add_flaw(flaw)
        for lost in self.document.lost:
            self.findings.add_flaw(lost.flaw, lost.external_id)
        if not self.document.lost:  # a question that could not be read may have asked for anything
            self._warn_of_unasked()
        return head.bank if head.is_usable else None

    def _items(self) -> list[Node]:
        node = self.root.values.get("questions")
        if isinstance(node, Rows) and (node.items or self.document.lost):
            if len(node.items) <= MOST_QUESTIONS:
                return node.items
            message = f"This file has {len(node.items):,} questions; a bank may have {MOST_QUESTIONS:,}."
            self.findings.add(node, "file.size", message, "Split it into several banks.", field="questions")
            return []
        if node is None or (isinstance(node, Text) and not node.value) or isinstance(node, Rows):
            message = "The bank has no questions."
            hint = "Write questions: and below it each question, beginning with a hyphen: - id: first-one"
            self.findings.add(self.root, "bank.no_questions", message, hint, field="questions")
        else:
            wrong_shape(self.findings, self.root, "questions", Rows)
        return []

    def _question(self, reader: Reader, item: Node, number: int, flaws: FlawsByLine) -> DraftQuestion | None:
        start = len(self.findings.problems)
        external_id = self._id(item, number) if isinstance(item, Fields) else ""
        for flaw in flaws.within(item.line, item.last_line):
            self.findings.add_flaw(flaw, external_id or None)
        if isinstance(item, Fields):
            self._note_what_is_asked(item)
            draft = reader.read(item, external_id) if external_id else None
            return None if self.findings.has_error_since(start) else draft
        hint = "Begin each question with a hyphen and its id: - id: first-one"
        self.findings.add(item, "question.shape", f"Question {number} has no names and values.", hint)
        return None

    def _id(self, item: Fields, number: int) -> str:
        external_id = text_of(item, "id", self.findings)
        if not external_id:
            hint = "Write a short name that no other question of the bank has: id: soviet-aid"
            self.findings.add(item, "question.no_id", f"Question {number} has no id.", hint, field="id")
            return ""
        line = self.first_lines.setdefault(external_id, item.line)
        if line != item.line:
            self.findings.add(
                item,
                "question.twice",
                f"The id “{external_id[:64]}” is used twice: in line {line} and in line {item.line}.",
                "Give this question another id.",
                field="id",
                question=external_id,
            )
        return external_id

    def _note_what_is_asked(self, item: Fields) -> None:
        for name in ("fact", "term"):
            value = item.values.get(name)
            if isinstance(value, Text):
                self.asked.add((name, value.value.strip()))

    def _warn_of_twin(self, draft: DraftQuestion) -> None:
        twin = self.stems.setdefault(stem_hash(draft), draft)
        if twin is not draft:
            self.findings.add(
                Text(draft.line, 1, "", draft.line),
                "question.twin",
                f"This asks the same in the same words as question {twin.external_id} in line {twin.line}.",
                "Put it in other words, or delete one of the two.",
                question=draft.external_id,
                severity="warning",
            )

    def _warn_of_unasked(self) -> None:
        for name in ("fact", "term"):
            notes = self.root.values.get(f"{name}s")
            for key in notes.keys.values() if isinstance(notes, Fields) else ():
                if (name, key.value) not in self.asked:
                    message = f"No question asks about the {name} “{key.value[:64]}”."
                    hint = f"Add a question with {name}: {key.value[:64]}, or delete the {name}."
                    self.findings.add(key, f"bank.unasked_{name}", message, hint, severity="warning")
