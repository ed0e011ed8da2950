"""Which pictures and sounds the questions of banks show, in any version: what none of them does goes with the night."""

from sqlalchemy import Text, cast, func, select

from webapp.banks.models import Version
from webapp.database import db, transaction
from webapp.media import queries
from webapp.media.service import DAY, UNUSED_DAYS, drop_media
from webapp.text.references import REFERENCE

_AT_ONCE = 5_000  # versions that a read looks at
_DROPPED_AT_ONCE = 20


def shown_keys() -> set[str]:
    """Of all versions, since an answer of long ago shows what was asked then. In short reads."""
    found: set[str] = set()
    last = db.session.execute(select(func.max(Version.id))).scalar() or 0
    content = cast(Version.content, Text)
    for first in range(0, last + 1, _AT_ONCE):
        asked = select(content).where(Version.id >= first, Version.id < first + _AT_ONCE, content.like("%media:%"))
        for text in db.session.execute(asked).scalars():
            found |= {each[1] for each in REFERENCE.finditer(text)}
        db.session.rollback()
    return found


def sweep_media(now: int) -> str:
    """A step of the nightly work. An upload is over before what it alone shows is dropped."""
    before = now - UNUSED_DAYS * DAY
    old = queries.brought_before(db.session(), before)
    db.session.rollback()
    unused = sorted(old - shown_keys()) if old else []
    dropped = 0
    for at in range(0, len(unused), _DROPPED_AT_ONCE):
        with transaction() as session:
            dropped += drop_media(session, unused[at : at + _DROPPED_AT_ONCE], before=before)
    return f"{dropped} dropped"
