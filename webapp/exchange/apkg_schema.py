"""A collection of Anki in its oldest layout that every version reads (schema 11): tables, note types and decks.

Source: the layout of the databases that Anki writes; note types and decks are JSON in the one row of `col`.
"""

from collections.abc import Sequence
from typing import Any

TABLES = """
CREATE TABLE col (
  id INTEGER PRIMARY KEY, crt INTEGER NOT NULL, mod INTEGER NOT NULL, scm INTEGER NOT NULL, ver INTEGER NOT NULL,
  dty INTEGER NOT NULL, usn INTEGER NOT NULL, ls INTEGER NOT NULL, conf TEXT NOT NULL, models TEXT NOT NULL,
  decks TEXT NOT NULL, dconf TEXT NOT NULL, tags TEXT NOT NULL
);
CREATE TABLE notes (
  id INTEGER PRIMARY KEY, guid TEXT NOT NULL, mid INTEGER NOT NULL, mod INTEGER NOT NULL, usn INTEGER NOT NULL,
  tags TEXT NOT NULL, flds TEXT NOT NULL, sfld INTEGER NOT NULL, csum INTEGER NOT NULL, flags INTEGER NOT NULL,
  data TEXT NOT NULL
);
CREATE TABLE cards (
  id INTEGER PRIMARY KEY, nid INTEGER NOT NULL, did INTEGER NOT NULL, ord INTEGER NOT NULL, mod INTEGER NOT NULL,
  usn INTEGER NOT NULL, type INTEGER NOT NULL, queue INTEGER NOT NULL, due INTEGER NOT NULL, ivl INTEGER NOT NULL,
  factor INTEGER NOT NULL, reps INTEGER NOT NULL, lapses INTEGER NOT NULL, left INTEGER NOT NULL,
  odue INTEGER NOT NULL, odid INTEGER NOT NULL, flags INTEGER NOT NULL, data TEXT NOT NULL
);
CREATE TABLE revlog (
  id INTEGER PRIMARY KEY, cid INTEGER NOT NULL, usn INTEGER NOT NULL, ease INTEGER NOT NULL, ivl INTEGER NOT NULL,
  lastIvl INTEGER NOT NULL, factor INTEGER NOT NULL, time INTEGER NOT NULL, type INTEGER NOT NULL
);
CREATE TABLE graves (usn INTEGER NOT NULL, oid INTEGER NOT NULL, type INTEGER NOT NULL);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_notes_csum ON notes (csum);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_revlog_usn ON revlog (usn);
"""
_STYLE = ".card { font-family: sans-serif; font-size: 1.25rem; text-align: left; max-width: 40rem; margin: 0 auto; }"
_EXTRA = "{{#Extra}}<hr>{{Extra}}{{/Extra}}"
_BACK = "{{FrontSide}}<hr id=answer>{{Back}}" + _EXTRA
_TURNED = "{{FrontSide}}<hr id=answer>{{Front}}" + _EXTRA

CARD, BOTH_WAYS, TYPED, CLOZE = "card", "card, both ways", "typed answer", "cloze"
FIELDS = {CARD: ("Front", "Back", "Extra"), CLOZE: ("Text", "Extra")}
FIELDS |= {BOTH_WAYS: FIELDS[CARD], TYPED: FIELDS[CARD]}
# Front and back of each card of a note.
_TEMPLATES = {
    CARD: [("{{Front}}", _BACK)],
    BOTH_WAYS: [("{{Front}}", _BACK), ("{{Back}}", _TURNED)],
    TYPED: [("{{Front}}<br>{{type:Back}}", "{{Front}}<hr id=answer>{{type:Back}}" + _EXTRA)],
    CLOZE: [("{{cloze:Text}}", "{{cloze:Text}}" + _EXTRA)],
}


def note_type(sort: str, type_id: int, title: str, *, deck_id: int, mod: int) -> dict[str, Any]:
    """One of the four, named after the bank, as the JSON of `col.models` has it."""
    fields, templates = FIELDS[sort], _TEMPLATES[sort]
    made: dict[str, Any] = {"id": type_id, "name": f"{title} ({sort})", "type": int(sort == CLOZE), "mod": mod}
    made |= {"usn": -1, "sortf": 0, "did": deck_id, "css": _STYLE, "latexPre": "", "latexPost": "", "latexsvg": False}
    made |= {"tags": [], "vers": [], "req": [[place, "any", [0]] for place in range(len(templates))]}
    made["flds"] = [
        {"name": name, "ord": place, "sticky": False, "rtl": False, "font": "Arial", "size": 20, "media": []}
        for place, name in enumerate(fields)
    ]
    made["tmpls"] = [
        {"name": f"Card {place + 1}", "ord": place, "qfmt": front, "afmt": back, "bqfmt": "", "bafmt": "", "did": None}
        for place, (front, back) in enumerate(templates)
    ]
    return made


def deck(deck_id: int, name: str, *, mod: int) -> dict[str, Any]:
    made: dict[str, Any] = {"id": deck_id, "name": name, "mod": mod, "usn": -1, "desc": "", "dyn": 0, "conf": 1}
    made |= {"collapsed": False, "browserCollapsed": False, "extendNew": 0, "extendRev": 0}
    return made | {f"{sort}Today": [0, 0] for sort in ("new", "rev", "lrn", "time")}


def presets(mod: int) -> dict[str, Any]:
    """The one preset of a deck; an import leaves that of the reader as it is."""
    new = {"delays": [1.0, 10.0], "ints": [1, 4, 0], "initialFactor": 2500, "order": 1, "perDay": 20, "bury": False}
    review = {"perDay": 200, "ease4": 1.3, "ivlFct": 1.0, "maxIvl": 36500, "bury": False, "hardFactor": 1.2}
    lapse = {"delays": [10.0], "mult": 0.0, "minInt": 1, "leechFails": 8, "leechAction": 1}
    made = {"id": 1, "name": "Default", "mod": mod, "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0}
    return {"1": {**made, "replayq": True, "dyn": False, "new": new, "rev": review, "lapse": lapse}}


def settings(type_ids: Sequence[int]) -> dict[str, Any]:
    """`creationOffset` 0: days are counted from a day in UTC, whatever the zone of the reader."""
    made = {"nextPos": 1, "estTimes": True, "activeDecks": [1], "sortType": "noteFld", "sortBackwards": False}
    made |= {"addToCur": True, "curDeck": 1, "newSpread": 0, "dueCounts": True, "collapseTime": 1200, "timeLim": 0}
    return made | {"curModel": str(next(iter(type_ids), 0)), "schedVer": 2, "creationOffset": 0}
