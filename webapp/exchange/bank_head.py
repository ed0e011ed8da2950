"""The head of a bank file: what the bank is called, where it comes from, its facts and its terms."""

import re
from dataclasses import dataclass, field

from webapp.exchange.contract import DraftBank
from webapp.exchange.findings import Findings, text_of, too_long, wrong_shape
from webapp.exchange.yaml_nodes import Fields, Text

TEXTS = ("bank", "title", "subject", "level", "language", "description", "author", "licence")
NAMES = frozenset({*TEXTS, "source", "foreign", "facts", "terms", "questions"})
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*")
_KEY = re.compile(r"[\w][\w .'’()-]{0,63}")
# A database keeps no more of each.
MOST_LETTERS = {
    "bank": 60,
    "title": 200,
    "subject": 80,
    "level": 80,
    "language": 35,
    "author": 200,
    "licence": 200,
}


@dataclass(slots=True)
class Head:
    """`is_usable` is false when the bank has no proper name or title, or a text of it is too long to be kept: then its
    questions are checked only."""

    bank: DraftBank
    is_usable: bool
    foreign: dict[str, str] = field(default_factory=dict)


def read_head(root: Fields, findings: Findings) -> Head:
    """The head with the problems of it added to the findings; defaults for what a bank may leave out."""
    findings.unknown_names(root, NAMES, "A bank")
    texts = {name: text_of(root, name, findings) for name in TEXTS}
    is_usable = _has_proper_names(root, texts, findings)
    if texts["language"] and not _LANGUAGE.fullmatch(texts["language"]):
        _not_a_language(root, "language", texts["language"], findings)
    source = _fields(root, "source", ("title", "publisher"), "The source of a bank", findings)
    bank = DraftBank(
        slug=texts["bank"],
        title=texts["title"],
        subject=texts["subject"],
        level=texts["level"],
        language=texts["language"] or "en",
        description=texts["description"],
        author=texts["author"],
        licence=texts["licence"],
        source_title=source["title"],
        source_publisher=source["publisher"],
        facts=_notes(root, "facts", ("paragraph", "says", "view"), "A fact", findings),
        terms=_notes(root, "terms", ("paragraph", "says", "reference"), "A term", findings),
    )
    return Head(bank, is_usable, _foreign(root, findings))


def _has_proper_names(root: Fields, texts: dict[str, str], findings: Findings) -> bool:
    start = len(findings.problems)
    for name, example in (("bank", "bank: history"), ("title", "title: History")):
        if name not in root.values or (isinstance(root.values[name], Text) and not texts[name]):
            message = f"The bank has no “{name}”."
            findings.add(root, "bank.missing", message, f"Write, for example: {example}", field=name)
    for name, most in MOST_LETTERS.items():
        too_long(root, name, texts[name], most, findings)
    if texts["bank"] and not _SLUG.fullmatch(texts["bank"]):
        message = f"“{texts['bank']}” cannot be the short name of a bank."
        hint = "Use small letters a to z, digits and single hyphens: cold-war."
        findings.add(root, "bank.slug", message, hint, field="bank")
    return bool(texts["bank"] and texts["title"]) and not findings.has_error_since(start)


def _not_a_language(node: Fields, name: str, value: str, findings: Findings) -> None:
    message = f"“{value}” is not the code of a language."
    hint = "Use a code such as en, fr, la or pt-BR."
    findings.add(node, "bank.language", message, hint, field=name)


def _fields(root: Fields, name: str, known: tuple[str, ...], owner: str, findings: Findings) -> dict[str, str]:
    node = root.values.get(name)
    if isinstance(node, Fields):
        findings.unknown_names(node, known, owner, at=name)
        return {part: text_of(node, part, findings, at=name) for part in known}
    if node is not None and not (isinstance(node, Text) and not node.value):
        wrong_shape(findings, root, name, Fields)
    return dict.fromkeys(known, "")


def _notes(
    root: Fields, name: str, known: tuple[str, ...], owner: str, findings: Findings
) -> dict[str, dict[str, str]]:
    """Facts or terms by their keys. One with a problem stays known, so that its questions get no second
    problem."""
    node = root.values.get(name)
    if not isinstance(node, Fields):
        _fields(root, name, (), owner, findings)
        return {}
    notes: dict[str, dict[str, str]] = {}
    for key, _ in node:
        notes[key.value] = _fields(node, key.value, known, owner, findings)
        if not _KEY.fullmatch(key.value):
            hint = "Use letters and digits, up to 64 of them: H1, mutual defence pact."
            findings.add(key, "bank.key", f"“{key.value[:64]}” cannot be the key of {owner.lower()}.", hint)
        if isinstance(node.values[key.value], Fields) and not notes[key.value]["says"]:
            message = f"{owner} needs a text “says”, and {key.value} has none."
            findings.add(key, "bank.missing", message, "Restate it there in your own words.")
            findings.problems[-1].field = f"{name}.{key.value}.says"
    return notes


def _foreign(root: Fields, findings: Findings) -> dict[str, str]:
    node = root.values.get("foreign")
    if not isinstance(node, Fields):
        _fields(root, "foreign", (), "“foreign”", findings)
        return {}
    words = {key.value: text_of(node, key.value, findings, at="foreign") for key, _ in node}
    for word, language in words.items():
        if not _LANGUAGE.fullmatch(language):
            _not_a_language(node, word, language, findings)
    return {word: language for word, language in words.items() if _LANGUAGE.fullmatch(language)}
