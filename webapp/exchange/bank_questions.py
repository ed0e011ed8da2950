"""One question of a bank file: its place in the bank, and the content that its kind makes of it."""

import json
import re
from dataclasses import dataclass
from typing import Any

from webapp.exchange.bank_head import Head
from webapp.exchange.contract import DraftQuestion
from webapp.exchange.findings import Findings, nearest, text_of, too_long, wrong_shape
from webapp.exchange.yaml_nodes import Fields, Rows, Text, place_of, plain
from webapp.kinds.contract import Content, FieldProblem, Kind
from webapp.kinds.registry import KINDS

OWN_TEXTS = ("topic", "title", "fact", "term", "view", "background")
MOST_OF_TOPIC = 200  # letters; a database keeps no more
MOST_OF_ID = 120
_SOURCE = ("paragraph", "says")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the questions of one bank, whose head is known."""

    head: Head
    findings: Findings

    def read(self, node: Fields, external_id: str) -> DraftQuestion | None:
        """The draft, or None when an error was added to the findings."""
        start = len(self.findings.problems)
        self._check_id(node, external_id)
        own = {name: text_of(node, name, self.findings, question=external_id) for name in OWN_TEXTS}
        for name in ("topic", "title"):
            too_long(node, name, own[name], MOST_OF_TOPIC, self.findings, external_id)
        extras = self._extras(node, external_id)
        source = self._source(node, external_id)
        note = self._note(node, own, external_id)
        tags = self._tags(node, external_id)
        content = self._content(node, external_id)
        if content is None or self.findings.has_error_since(start):
            return None
        return DraftQuestion(
            external_id=external_id,
            kind=content["kind"],
            topic=own["topic"],
            fact=own["fact"] or None,
            term=own["term"] or None,
            sibling_key=_sibling_key(own, external_id),
            paragraph=source.get("paragraph") or note.get("paragraph", ""),
            source_says=source.get("says") or note.get("says", ""),
            reference=note.get("reference", ""),
            view=own["view"] or note.get("view", ""),
            background=own["background"],
            tags=tags,
            content=content,
            line=node.line,
            title=own["title"],
            extras=extras,
        )

    def _check_id(self, node: Fields, external_id: str) -> None:
        """Ids of other programs hold other signs too; they are kept, since progress hangs on them."""
        is_usable = external_id.isprintable() and 0 < len(external_id) <= MOST_OF_ID
        if not _ID.fullmatch(external_id):
            self.findings.add(
                node,
                "question.id",
                f"“{external_id[:64]}” cannot be the id of a question.",
                "Use letters a to z, digits, hyphens, dots and underscores, no spaces, up to 64: h4-backer.",
                field="id",
                question=external_id,
                severity="warning" if is_usable else "error",
            )

    def _source(self, node: Fields, external_id: str) -> dict[str, str]:
        source = node.values.get("source")
        if isinstance(source, Fields):
            where: dict[str, str] = {"at": "source", "question": external_id}
            self.findings.unknown_names(source, _SOURCE, "The source of a question", **where)
            return {name: text_of(source, name, self.findings, **where) for name in _SOURCE}
        if source is not None:
            wrong_shape(self.findings, node, "source", Fields, question=external_id)
        return {}

    def _note(self, node: Fields, own: dict[str, str], external_id: str) -> dict[str, str]:
        """The fact or the term that the question is about; an unknown one is an error."""
        bank = self.head.bank
        if own["fact"] and own["term"]:
            message = "The question names a fact and a term; it can be about one of them only."
            hint = "Delete “fact” or “term”; write two questions if both are worth asking."
            self.findings.add(node, "question.fact", message, hint, field="term", question=external_id)
        for name, notes in (("fact", bank.facts), ("term", bank.terms)):
            key = own[name]
            if key and key not in notes:
                meant = nearest(key, notes)
                hint = f"Did you mean “{meant}”?" if meant else f"Add it under {name}s: at the top."
                message = f"The {name} “{key[:64]}” is not in the list of {name}s."
                self.findings.add(node, f"question.{name}", message, hint, field=name, question=external_id)
        return bank.facts.get(own["fact"]) or bank.terms.get(own["term"]) or {}

    def _extras(self, node: Fields, external_id: str) -> dict[str, Any]:
        """What the file of another program said of the question, as one JSON object, kept as it is."""
        text = text_of(node, "extras", self.findings, question=external_id)
        try:
            found = json.loads(text) if text else {}
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
        message = "“extras” is no JSON object; it is left out."
        hint = "Leave it as it was exported, or delete it."
        self.findings.add(
            node, "question.extras", message, hint, field="extras", question=external_id, severity="warning"
        )
        return {}

    def _tags(self, node: Fields, external_id: str) -> list[str]:
        tags = node.values.get("tags")
        texts = tags.items if isinstance(tags, Rows) else [tags] if tags is not None else []
        if not all(isinstance(tag, Text) for tag in texts):
            message = "“tags” must be a list of words."
            hint = "Write, for example: tags: [cold war, trade]"
            self.findings.add(node, "bank.shape", message, hint, field="tags", question=external_id)
        found = [tag.value.strip() for tag in texts if isinstance(tag, Text)]
        return list(dict.fromkeys(tag for tag in found if tag))

    def _content(self, node: Fields, external_id: str) -> Content | None:
        kind = self._kind(node, external_id)
        if kind is None:
            return None
        raw = plain(node)
        if isinstance(raw.get("foreign"), dict) or "foreign" not in raw:
            raw["foreign"] = _words_that_occur(self.head.foreign, raw) | raw.get("foreign", {})
        content, problems = kind.validate(raw)
        for problem in problems:
            self._add(node, problem, external_id)
        return content

    def _add(self, node: Fields, problem: FieldProblem, external_id: str) -> None:
        if self.findings.has_error_at(place_of(node, problem.field), external_id):
            return  # a slip of the file at this very place was named already, and this is its shadow
        self.findings.add(
            node,
            "question.content",
            problem.message,
            problem.hint,
            field=problem.field,
            question=external_id,
            severity="warning" if problem.severity == "warning" else "error",
        )

    def _kind(self, node: Fields, external_id: str) -> Kind | None:
        name = text_of(node, "kind", self.findings, question=external_id)
        kind = KINDS.get(name)
        if kind is None and isinstance(node.values.get("kind", _NOTHING), Text):
            meant = nearest(name, KINDS)
            hint = f"Did you mean “{meant}”?" if meant else f"The kinds are: {', '.join(KINDS)}."
            message = f"There is no kind “{name[:64]}”." if name else "The question has no “kind”."
            self.findings.add(node, "question.kind", message, hint, field="kind", question=external_id)
        return kind


_NOTHING = Text(0, 0, "", 0)


def _sibling_key(own: dict[str, str], external_id: str) -> str:
    for name in ("fact", "term"):
        if own[name]:
            return f"{name}:{own[name]}"
    return external_id


def _words_that_occur(words: dict[str, str], raw: Any) -> dict[str, str]:
    """Those of the bank's foreign words that this question uses, so that a new one is a change to no other
    question."""
    said = " ".join(_texts(raw)).casefold()
    return {word: language for word, language in words.items() if word.casefold() in said}


def _texts(raw: Any) -> list[str]:
    if isinstance(raw, str):
        return [" ".join(raw.split())]
    values = raw.values() if isinstance(raw, dict) else raw
    return [text for value in values for text in _texts(value)]
