"""Reads of people."""

from typing import NamedTuple

from sqlalchemy import BigInteger, BindParameter, bindparam, func, or_, select
from sqlalchemy.engine import Connection

from webapp.accounts.models import LoginSession, User
from webapp.accounts.names import email_key, name_key
from webapp.direct import Prepared, Reader


class Known(NamedTuple):
    id: int
    role: str
    zone: str
    day_start: int
    has_shortcuts: bool
    has_intervals: bool
    study_plan: str | None = None


class Found(NamedTuple):
    """Whoever a browser's token belongs to: a guest by it directly, an account by an open or ended login."""

    id: int
    role: str
    zone: str
    day_start: int
    has_shortcuts: bool
    has_intervals: bool
    name: str | None
    disabled_at: int | None
    login_id: int | None
    seen_at: int
    expires_at: int
    idle_ms: int
    delete_after: int | None
    guest_id: int | None  # whose answers were given in this browser before, not asked about yet
    preferences: str | None
    study_plan: str | None


class Credentials(NamedTuple):
    """What a login is checked against."""

    id: int
    role: str
    name: str
    password_hash: str | None
    totp_secret: str | None
    disabled_at: int | None
    email: str | None
    delete_after: int | None

    def is_late(self, now: int) -> bool:
        """Whether its days to be kept are over: the nightly work erases it."""
        return self.delete_after is not None and self.delete_after <= now


_by_token = select(
    User.id, User.role, User.zone, User.day_start, User.has_shortcuts, User.has_intervals, User.study_plan
).where(User.token_hash == bindparam("token_hash"))

# One statement for both kinds of cookies, since it runs before every page: three look-ups by unique indexes.
_hash: BindParameter[str] = bindparam("token_hash")
_login = select(LoginSession.user_id).where(LoginSession.token_hash == _hash).scalar_subquery()
_guest = select(User.id).where(User.token_hash == _hash).scalar_subquery()
_viewer = Prepared(
    select(
        User.id,
        User.role,
        User.zone,
        User.day_start,
        User.has_shortcuts,
        User.has_intervals,
        User.name,
        User.disabled_at,
        LoginSession.id,
        LoginSession.seen_at,
        LoginSession.expires_at,
        LoginSession.idle_ms,
        User.delete_after,
        LoginSession.guest_id,
        User.preferences,
        User.study_plan,
    )
    .outerjoin(LoginSession, LoginSession.token_hash == _hash)
    .where(User.id == func.coalesce(_login, _guest)),
    is_alone=True,
)

_credentials = select(
    User.id,
    User.role,
    User.name,
    User.password_hash,
    User.totp_secret,
    User.disabled_at,
    User.email,
    User.delete_after,
)


def user_by_token(connection: Connection, token_hash: str) -> Known | None:
    row = connection.execute(_by_token, {"token_hash": token_hash}).one_or_none()
    return Known(*row) if row else None


def viewer_by_token(connection: Reader, token_hash: str) -> Found | None:
    row = _viewer.row(connection, {"token_hash": token_hash})
    return Found._make(row) if row else None


def credentials(connection: Connection, text: str) -> Credentials | None:
    """The account that signs in by this name or e-mail address."""
    condition = User.email_key == email_key(text) if "@" in text else User.name_key == name_key(text)
    row = connection.execute(_credentials.where(condition)).one_or_none()
    return Credentials._make(row) if row else None


def credentials_of(connection: Connection, user_id: int) -> Credentials:
    return Credentials._make(connection.execute(_credentials.where(User.id == user_id)).one())


def guest_of_login(connection: Connection, login_id: int) -> int | None:
    """The guest whose answers wait to be asked about."""
    row = connection.execute(
        select(LoginSession.guest_id)
        .join(User, User.id == LoginSession.guest_id)
        .where(LoginSession.id == login_id, User.role == "guest", User.anonymised_at.is_(None))
    ).scalar()
    return None if row is None else int(row)


def last_used(connection: Connection, user_ids: list[int]) -> dict[int, int]:
    """When each account was last used, as far as its logins tell."""
    rows = connection.execute(
        select(LoginSession.user_id, func.max(LoginSession.seen_at))
        .where(LoginSession.user_id.in_(user_ids))
        .group_by(LoginSession.user_id)
    )
    return {user_id: int(at) for user_id, at in rows}


class Person(NamedTuple):
    """A row of the list of people."""

    id: int
    name: str
    name_key: str
    display_name: str
    role: str
    email: str | None
    created_at: int
    disabled_at: int | None
    totp_confirmed_at: int | None
    password_hash: str | None


_person = select(
    User.id,
    User.name,
    User.name_key,
    User.display_name,
    User.role,
    User.email,
    User.created_at,
    User.disabled_at,
    User.totp_confirmed_at,
    User.password_hash,
).where(User.name_key.is_not(None))


def people(connection: Connection, *, words: str = "", role: str = "", after: str = "", most: int) -> list[Person]:
    """Accounts in the order of their names, from behind `after`; `words` stand anywhere in a name, and the signs of a
    pattern in them mean themselves."""
    wanted = _person.where(User.name_key > after).order_by(User.name_key).limit(most)
    if words:
        key = name_key(words)
        wanted = wanted.where(
            or_(User.name_key.contains(key, autoescape=True), User.display_name.icontains(words, autoescape=True))
        )
    if role:
        wanted = wanted.where(User.role == role)
    return [Person._make(row) for row in connection.execute(wanted)]


def person(connection: Connection, user_id: int) -> Person | None:
    row = connection.execute(_person.where(User.id == bindparam("user_id", type_=BigInteger)), {"user_id": user_id})
    found = row.one_or_none()
    return Person._make(found) if found else None


def counts_by_role(connection: Connection) -> dict[str, int]:
    rows = connection.execute(select(User.role, func.count()).where(User.anonymised_at.is_(None)).group_by(User.role))
    return {role: int(count) for role, count in rows}


def active_since(connection: Connection, instant: int) -> int:
    """Accounts whose logins were used since then."""
    wanted = select(func.count(LoginSession.user_id.distinct())).where(LoginSession.seen_at >= instant)
    return int(connection.execute(wanted).scalar_one())
