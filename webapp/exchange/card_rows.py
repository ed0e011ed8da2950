"""Tables without a header: two columns are a flashcard with its two sides, as Quizlet and Anki write them."""

import re
from collections import Counter

from webapp.exchange.csv_text import Delimited
from webapp.exchange.draft_texts import name_undescribed, why_not
from webapp.exchange.drafting import Draft, Drafting, shown
from webapp.exchange.markup import Marked, united
from webapp.exchange.media import name_in
from webapp.exchange.table import Row, Table
from webapp.exchange.table_places import Places

_SOUND = re.compile(r"\[sound:([^\]]{1,300})\]")
_HEADER_WORDS = {("front", "back"), ("question", "answer"), ("term", "definition"), ("word", "meaning")}


def read_cards(found: Drafting, table: Table, file: Delimited | None = None) -> None:
    """Each row a self-graded card: front, back, and what follows as its explanation or its tags."""
    settings = file.settings if file else {}
    width = Counter(len(row.cells) for row in table.rows).most_common(1)
    usual = width[0][0] if width else 0
    places = Places(found, table)
    special = {name: _column(settings.get(f"{name} column", "")) for name in ("tags", "guid", "deck", "notetype")}
    names = _names(settings, file.separator if file else "\t")
    rows = table.rows
    if rows and tuple(cell.strip().casefold() for cell in rows[0].cells[:2]) in _HEADER_WORDS:
        rows = rows[1:]
    for row in rows:
        if row.cells[0].startswith("#") and len(row.cells) == 1:
            continue  # a remark
        _Card(found, places, row, usual, special, names, is_html=settings.get("html", "").lower() == "true").read()


def _column(number: str) -> int | None:
    return int(number) - 1 if number.isdigit() and 0 < int(number) < 1_000 else None


def _names(settings: dict[str, str], separator: str) -> list[str]:
    return [name.strip() for name in settings.get("columns", "").split(separator)] if "columns" in settings else []


class _Card:
    def __init__(
        self,
        found: Drafting,
        places: Places,
        row: Row,
        usual: int,
        special: dict[str, int | None],
        names: list[str],
        *,
        is_html: bool,
    ) -> None:
        self.found, self.places, self.row, self.usual = found, places, row, usual
        self.special, self.names, self.is_html = special, names, is_html
        if names and special["tags"] is None and names[-1].casefold() == "tags":
            special["tags"] = len(names) - 1

    def read(self) -> None:
        taken = {column for column in self.special.values() if column is not None}
        sides = [(column, cell.strip()) for column, cell in enumerate(self.row.cells) if column not in taken]
        front, back = (sides[0][1] if sides else ""), (sides[1][1] if len(sides) > 1 else "")
        if not self.places.pass_on_notes(self.row, shown(front)):
            return
        if not front or not back:
            which = "first" if not front else "second"
            message = f"Row {self.row.number}: the {which} side of the card is empty."
            hint = (
                "Each row needs two texts with the separator between them; one with a line break needs quotation marks."
            )
            self.places.error(self.row, 0 if not front else 1, "cards.side", message, hint, front or back)
            return
        if self.usual and len(self.row.cells) > self.usual == 2:
            message = f"Row {self.row.number} has {len(self.row.cells)} cells, and the others have {self.usual}."
            self.places.warn(self.row, 2, "cards.width", message, "Is the separator also in the text?", front)
        self._add(front, back, sides[2:])

    def _add(self, front: str, back: str, more: list[tuple[int, str]]) -> None:
        extra = [(self._name(column), text) for column, text in more if text]
        explanation = "\n".join(f"{name}: {text}" if name else text for name, text in extra)
        texts = [self._with_sounds(text) for text in (front, back, explanation)]
        format = "html" if self.is_html else "auto"
        if self.is_html:
            texts[2] = texts[2].replace("\n", "<br>")
        reference = self.found.files.reference
        whole = united([Marked(text, format) for text in texts], reference)  # type: ignore[arg-type] # one of its words
        raw = {
            "prompt": whole.texts[0],
            "answer": whole.texts[1],
            "explanation": whole.texts[2],
            "format": whole.format,
        }
        tags = self.row.cell(self.special["tags"]).split()
        guid, deck = self.row.cell(self.special["guid"]), self.row.cell(self.special["deck"])
        draft = Draft("self_graded", raw, self.row.number, external_id=guid, tags=tags, topic=deck.rpartition("::")[2])
        draft.extras = {"row": list(self.row.cells)}
        named = [("sound", each) for each in _SOUND.findall(f"{front} {back} {explanation}")]
        named += [("picture", source) for source, _alternative in whole.pictures]
        for sort, source in named:
            if self.found.files.reference(source):
                continue
            reason, _hint = why_not(self.found.files, source)
            message = f"The {sort} {shown(name_in(source))} {reason}"
            self.places.warn(self.row, None, f"file.{sort}", message, "Bring the package with its media.", draft.label)
            self.found.drafts.problems[-1].field = name_in(source)
        if whole.undescribed:
            name_undescribed(self.found, draft, whole.undescribed)
        self.found.question(draft)

    def _with_sounds(self, text: str) -> str:
        """Those that are there are played; others are named, and taken out."""
        reference = self.found.files.reference

        def heard(found: re.Match[str]) -> str:
            sound = reference(found[1])
            return f'<audio src="{sound}"></audio>' if sound else ""

        return _SOUND.sub(heard, text).strip()

    def _name(self, column: int) -> str:
        return self.names[column] if column < len(self.names) else ""
