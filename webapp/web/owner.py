"""Whose a page is. An answer may be sent long after its page was made, when somebody else is logged in."""

from __future__ import annotations

import base64
import hmac
from typing import Any

from flask import abort, current_app
from werkzeug.exceptions import Conflict

from webapp.web.access import viewer
from webapp.web.fragments import PROBLEM
from webapp.web.texts import gettext as _

_NOBODY, _GUEST, _ACCOUNT = "n", "g", "a"


class OtherOwner(Conflict):
    """Somebody else is in this browser now."""

    def get_headers(self, *args: Any, **kwargs: Any) -> list[tuple[str, str]]:
        return [*super().get_headers(*args, **kwargs), (PROBLEM, "owner")]


def owner_mark(user_id: int | None = None) -> str:
    """For a page: whose it is, without saying who. `user_id` is of a guest that this very request has made."""
    who = viewer()
    found = who.id if who.id is not None else user_id
    if found is None:
        return _NOBODY
    return (_ACCOUNT if who.is_account else _GUEST) + _mac(found, current_app.config["SECRET_KEY"])


def check_owner(mark: str) -> None:
    """Refuse what somebody else's page has sent: 401 where its owner may log in again, else 409. A newcomer's page is
    good for the guest it makes. Forms without a mark rest on their token, which ends with the login."""
    if not mark:
        return
    who = viewer()
    keys = [current_app.config["SECRET_KEY"], *(current_app.config.get("SECRET_KEY_FALLBACKS") or [])]
    given = mark[1:].encode("utf-8", "surrogatepass")  # compare_digest takes foreign text as bytes only
    is_own = who.id is not None and any(hmac.compare_digest(given, _mac(who.id, key).encode()) for key in keys)
    if is_own or (mark == _NOBODY and not who.is_account):
        return
    if mark.startswith(_ACCOUNT) and not who.is_account:
        abort(401, _("You are logged out. Log in again; what you answered waits here."))
    raise OtherOwner


def _mac(user_id: int, key: str | bytes) -> str:
    secret = key.encode() if isinstance(key, str) else key
    return base64.urlsafe_b64encode(hmac.digest(secret, b"recollect owner\0%d" % user_id, "sha256")[:12]).decode()
