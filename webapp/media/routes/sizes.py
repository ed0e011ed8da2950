"""How large pictures are, for the pages that show them."""

from webapp.database import db, direct, reading
from webapp.media import queries


def size_of_picture(key: str) -> tuple[int, int] | None:
    """Width and height in pixels. It holds no second connection where the request has one."""
    has_session = db.session.registry.has() and db.session().in_transaction()
    return queries.size_of(reading() if has_session else direct(), key)
