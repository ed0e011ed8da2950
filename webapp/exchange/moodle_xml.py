"""Moodle XML: what has an equal here becomes a question, the rest is kept as it is and named.

Source: Moodle's documentation of the format, and the files it writes.
"""

import re
from xml.etree.ElementTree import Element

from webapp.exchange.contract import Drafts
from webapp.exchange.drafting import Drafting
from webapp.exchange.media import Files
from webapp.exchange.moodle_kinds import READERS, WHY_KEPT
from webapp.exchange.moodle_question import MoodleQuestion, name_of, text_of
from webapp.exchange.xml_package import root_of

NAME = "moodle_xml"
_COURSE = re.compile(r"^\$[a-z]+\$(?:/top(?=/|$))?/?|^top(?:/|$)", re.IGNORECASE)


def read(data: bytes, files: Files | None = None) -> Drafts:
    """The questions of a Moodle XML file, from its bytes. Never raises for what they hold."""
    return _Reader(files).read(data)


class _Reader:
    def __init__(self, files: Files | None = None) -> None:
        self.found = Drafting(NAME, files)
        self.category = ""
        self.seen_ids: dict[str, str] = {}

    def read(self, data: bytes) -> Drafts:
        root = root_of(self.found, data)
        if root is None:
            return self.found.done()
        if name_of(root) != "quiz":
            message = f"The file begins with <{name_of(root)[:40]}>, and Moodle XML with <quiz>."
            self.found.error("moodle.root", message, "In Moodle export the question bank as Moodle XML.")
            return self.found.done()
        for question in root:
            if name_of(question) == "question":
                self._question(question)
        if not self.found.drafts.questions and not self.found.drafts.kept and not self.found.drafts.errors:
            self.found.error("file.empty", "There is no question in this file.", "Choose a category that has some.")
        return self.found.done()

    def _question(self, question: Element) -> None:
        sort = question.get("type", "").strip()
        if sort == "category":
            path = " ".join(text_of(question.find("category")).split())
            self.category = _COURSE.sub("", path).strip("/")
            return
        made = MoodleQuestion(self.found, question, self._id(question), self.category)
        reader = READERS.get(sort)
        if reader is None:
            why = WHY_KEPT.get(sort, f"Questions of the type “{sort[:40] or 'unknown'}” cannot be asked here.")
            self.found.keep(
                sort or "unknown", made.title, made.raw_xml, line=made.line, external_id=made.external_id, why=why
            )
            return
        reader(made)

    def _id(self, question: Element) -> str:
        """Moodle keeps an idnumber unique inside its category only."""
        number = (question.findtext("idnumber") or "").strip()
        if not number:
            return ""
        if self.seen_ids.setdefault(number, self.category) != self.category:
            return f"{self.category}/{number}"
        return number
