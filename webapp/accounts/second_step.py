"""The second step: a code of six figures from an app on a phone (TOTP, RFC 6238)."""

from __future__ import annotations

import hmac

import pyotp
import segno
from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from webapp.accounts.models import User

STEP = 30  # seconds
DRIFT = 1  # steps a phone's clock may be off


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, *, name: str, site: str) -> str:
    """What the square says: otpauth://…"""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=site)


def matching_step(secret: str, code: str, *, now: int) -> int | None:
    """The half-minute whose code this is; None when it is that of none around now."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 6):
        return None
    current, totp = now // 1000 // STEP, pyotp.TOTP(secret)
    steps = range(current - DRIFT, current + DRIFT + 1)
    return next((step for step in steps if hmac.compare_digest(totp.at(step * STEP), digits)), None)


def use_step(session: Session, user_id: int, step: int) -> bool:
    """Each code works once, and none after a later one; False when this one was used."""
    found = session.execute(
        update(User)
        .where(User.id == user_id, or_(User.totp_step.is_(None), User.totp_step < step))
        .values(totp_step=step)
    )
    return bool(found.rowcount)  # type: ignore[attr-defined]


def switch_on(session: Session, user_id: int, secret: str, *, step: int, now: int) -> None:
    session.execute(
        update(User).where(User.id == user_id).values(totp_secret=secret, totp_confirmed_at=now, totp_step=step)
    )


def switch_off(session: Session, user_id: int) -> None:
    session.execute(
        update(User).where(User.id == user_id).values(totp_secret=None, totp_confirmed_at=None, totp_step=None)
    )


def square(text: str) -> tuple[int, str]:
    """A QR code as the path of an SVG: its size in modules, and a line for each dark run of a row."""
    code = segno.make(text, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    lines = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                lines.append(f"M{x} {y}.5h{end - x}")
            x = end + 1
    return len(rows), "".join(lines)
