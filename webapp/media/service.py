"""Changes to what is stored of pictures and sounds."""

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert as insert_pg
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from webapp.exchange.media import key_of
from webapp.media import queries
from webapp.media.encoding import Encoded
from webapp.media.models import Media, MediaOrigin
from webapp.media.queries import Stored

DAY = 86_400_000  # ms
UNUSED_DAYS = 8  # one more than an upload is kept: what it shows is in a bank by then, or nowhere


def note_brought(session: Session, keys: Collection[str], *, now: int) -> dict[str, Stored]:
    """Those of these bytes that are here already, which stay for the days of an upload."""
    found = queries.stored_as(session, keys)
    if found:
        stored = sorted({each.key for each in found.values()})
        session.execute(update(Media).where(Media.key.in_(stored)).values(brought_at=now))
    return found


def store_media(session: Session, made: Encoded, *, origin: str, now: int) -> Stored:
    """`origin` is the key of the bytes that it was made of. Stored once, however many bring it at the same time."""
    key = key_of(made.data)
    values = {
        "key": key,
        "extension": made.extension,
        "size": len(made.data),
        "width": made.width,
        "height": made.height,
        "created_at": now,
        "brought_at": now,
        "data": made.data,
    }
    build = insert_pg if session.get_bind().dialect.name == "postgresql" else insert_sqlite
    session.execute(build(Media).values(values).on_conflict_do_update(index_elements=["key"], set_={"brought_at": now}))
    if origin != key:
        row = build(MediaOrigin).values(key=origin, media_key=key)
        session.execute(row.on_conflict_do_nothing(index_elements=["key"]))
    return Stored(key, made.extension)


def drop_media(session: Session, keys: Collection[str], *, before: int) -> int:
    """What no file has brought since `before`, of these that nothing shows; how many went."""
    asked = select(Media.key).where(Media.key.in_(sorted(keys)), Media.brought_at < before)
    wanted = session.execute(asked.order_by(Media.key).with_for_update()).scalars().all()  # none is brought meanwhile
    session.execute(delete(MediaOrigin).where(MediaOrigin.media_key.in_(wanted)))
    session.execute(delete(Media).where(Media.key.in_(wanted)))
    return len(wanted)
