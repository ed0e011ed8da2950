"""GIFT, Moodle's text format for questions.

Source: Moodle's documentation of the format, and what its reader does with files that are not quite right. Where it
would change a question without a word, the question is read as it was meant and the place is named.
"""

import re

from webapp.exchange.categories import last_level
from webapp.exchange.contract import Drafts
from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.gift_answers import Answers, Unreadable, answers_of
from webapp.exchange.gift_blocks import (
    Block,
    TextFormat,
    blocks_of,
    category_of,
    escaped_formula,
    guarded,
    like_newlines,
    name_and_rest,
    plain,
    tagged,
)
from webapp.exchange.media import Files

NAME = "gift"
GAP = "_____"
_LOOKS = re.compile(
    r"^[^\S\n]*(?:::.*::|\$CATEGORY:|\[(?:html|moodle|plain|markdown)\])"
    r"|\{\s*(?:[=~#]|T\b|F\b|TRUE\b|FALSE\b|\})|(?<!\\)[=~](?:\\[=~]|[^{}=~])*(?<!\\)\}",
    re.MULTILINE,
)
# Braces that belong to a formula or to a program, and say nothing about the file.
_FORMULAS = re.compile(r"(?:[_^]|\\[a-zA-Z]+)\{[^{}]*\}")
_ANSWER_BLOCK = re.compile(r"\{\s*(?:[=~#]|(?:T|F|TRUE|FALSE)\s*[#}])")


def looks_like(text: str) -> bool:
    return _LOOKS.search(_FORMULAS.sub("", text)) is not None


def read(text: str, files: Files | None = None) -> Drafts:
    """The questions of a GIFT file. `text` has line feeds only; never raises for what it holds."""
    return _Reader(files).read(text)


class _Reader:
    def __init__(self, files: Files | None = None) -> None:
        self.found = Drafting(NAME, files)
        self.category = ""
        self.open_brace: Block | None = None  # the block before, if it had a brace without an end

    def read(self, text: str) -> Drafts:
        before: Block | None = None
        for block in blocks_of(text.removeprefix("\ufeff")):
            while block.lines and (category := category_of(block.lines[0])) is not None:
                self.category = category
                block.lines.pop(0)
                block.line += 1
            if block.text.strip():
                self._block(block, before)
                before = block
        return self.found.done()

    def _block(self, block: Block, before: Block | None) -> None:
        made = guarded(block.text)
        name, rest = name_and_rest(made.text)
        start = made.text.count("\n", 0, len(made.text) - len(rest))
        rest, format = tagged(rest, "auto")
        title = name or shown(plain(rest.partition("{")[0]))
        for offset, formula in made.formulas:
            hint = f"Escape it: {escaped_formula(formula)}"
            message = (
                f"The formula {formula[:80]} has signs that mean something else in GIFT; it was read as a formula."
            )
            self.found.warn("gift.unescaped_brace", message, hint, line=block.line + offset, question=title)
        covered = {offset for offset, _formula in made.formulas}
        for offset, word in like_newlines(block.text):
            if offset not in covered:
                message = f"“\\{word}” is read as a line break and “{word[1:]}”."
                self.found.warn(
                    "gift.backslash_n", message, f"Write \\\\{word}.", line=block.line + offset, question=title
                )
        opening, closing = rest.find("{"), rest.find("}")
        if opening < 0 and closing < 0:
            self._description(block, title, rest, before)
        elif opening < 0 or closing < opening:
            at = block.line + made.text.count("\n", 0, len(made.text) - len(rest) + max(opening, closing, 0))
            self._half(block, at, title, opening)
        else:
            self._question(block, name, title, rest, (opening, closing), format, start)

    def _half(self, block: Block, line: int, title: str, opening: int) -> None:
        if opening >= 0:
            message, hint = (
                "The answers have a { without a }.",
                "Is there an empty line inside the question? Delete it.",
            )
        else:
            message, hint = "There is a } without a {.", "Write \\} for the sign itself, or add the {."
        self.found.error("gift.brace", message, hint, line=line, question=title)

    def _description(self, block: Block, title: str, rest: str, before: Block | None) -> None:
        why = "This is a text without answers."
        self.found.keep("description", title, block.text, line=block.line, external_id=block.external_id, why=why)

    def _question(
        self,
        block: Block,
        name: str,
        title: str,
        rest: str,
        braces: tuple[int, int],
        format: TextFormat,
        start: int,
    ) -> None:
        opening, closing = braces
        before, inside, after = rest[:opening], rest[opening + 1 : closing], rest[closing + 1 :]
        line = block.line + start + before.count("\n")
        if not before.strip() and not after.strip() and self._is_cut_off(block):
            message = "Here are answers, but the question before them is missing."
            hint = f"Delete the empty line in front of line {block.line}."
            self.found.error("gift.cut", message, hint, line=block.line, question=title)
            return
        if "{" in after and not self._second_brace(after, line + inside.count("\n"), title):
            return
        inside, general = _split_general(inside)
        if not inside.strip():
            self._essay(block, title, general)
            return
        try:
            answers = answers_of(inside, format)
        except Unreadable as error:
            self.found.error(error.code, str(error), error.hint, line=line + error.offset, question=title)
            return
        for code, message, hint, offset in answers.remarks:
            self.found.warn(code, message, hint, line=line + offset, question=title)
        self._add(block, name, _stem(before, after, answers.kind), general, format, answers, line)

    def _is_cut_off(self, block: Block) -> bool:
        return block.lines[0].lstrip().startswith("{")

    def _second_brace(self, after: str, line: int, title: str) -> bool:
        """Whether the question can still be used."""
        at = line + after.count("\n", 0, after.find("{"))
        if _ANSWER_BLOCK.search(after):
            hint = "Split it into two questions, or bring a cloze as Moodle XML."
            self.found.error(
                "gift.second_block", "GIFT holds one answer block per question.", hint, line=at, question=title
            )
            return False
        message, hint = "The braces behind the answers are read as text.", "Write \\{ and \\} for the signs themselves."
        self.found.warn("gift.braces_as_text", message, hint, line=at, question=title)
        return True

    def _essay(self, block: Block, title: str, general: str) -> None:
        why = "An essay has no answer that could be marked."
        self.found.keep("essay", title, block.text, line=block.line, external_id=block.external_id, why=why)

    def _add(
        self, block: Block, name: str, stem: str, general: str, format: TextFormat, answers: Answers, line: int
    ) -> None:
        raw = answers.raw
        answers.put(raw, "prompt", stem, format)
        answers.put(raw, "explanation", general, format)
        draft = Draft(
            answers.kind,
            raw,
            block.line,
            external_id=block.external_id,
            title=name,
            topic=last_level(self.category),
            tags=block.tags,
            extras={"gift": block.text, "category": self.category},
            places={path: line + offset for path, offset in answers.offsets.items()},
        )
        answers.texts.settle(self.found, draft)
        self.found.question(draft)


def _split_general(inside: str) -> tuple[str, str]:
    """Answers, and the feedback behind the last ####."""
    answers, mark, general = inside.rpartition("####")
    return (answers, general) if mark else (inside, "")


def _stem(before: str, after: str, kind: str) -> str:
    """Text behind the braces makes a sentence with a gap, except for a full stop that was set out of habit."""
    if not after.strip():
        return before
    if before.rstrip().endswith("?") and after.strip() in {".", "!", "?"}:
        return before
    return f"{before.rstrip(' ')} {GAP}{after}" if before.strip() else f"{GAP}{after}"
