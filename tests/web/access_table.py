"""Who gets what from each address: one row for each endpoint and method of the URL map.

A path's names are filled from the world of the guest: her session, her review, her bank. The columns say what
the stranger (never here before), she herself, and another guest are answered.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    stranger: int
    guest: int
    other: int
    query: dict[str, str] = {}  # noqa: RUF012 # never changed
    fields: dict[str, str] = {}  # noqa: RUF012
    # Which ids in path, query or fields are the guest's own; the other guest must not learn that they exist.
    own: tuple[str, ...] = ()


def page() -> Row:
    return Row(200, 200, 200)


KEY = "01a20cff-7d00-7c9d-b611-69afa22db44c"

TABLE: dict[tuple[str, str], Row] = {
    ("accounts.settings", "GET"): page(),
    ("accounts.settings", "POST"): Row(303, 303, 303, fields={"theme": "dark", "zone": "Europe/Paris"}),
    ("ready.readyz", "GET"): page(),
    ("site.about", "GET"): page(),
    ("site.accessibility", "GET"): page(),
    ("site.help_page", "GET"): page(),
    ("site.privacy", "GET"): page(),
    ("study.answer", "POST"): Row(
        400, 303, 404, fields={"ticket": "{open_ticket}", "key": KEY, "choice": "1", "blank": "1"}, own=("ticket",)
    ),
    ("study.aside", "POST"): Row(400, 303, 404, fields={"ticket": "{ticket}", "until": "7"}, own=("ticket",)),
    ("study.bank", "GET"): page(),
    ("study.banks", "GET"): page(),
    ("study.claim", "POST"): Row(404, 303, 404, own=("session_id", "review_id")),
    # A session that was left before its first answer has no row: it leads to the banks, like one that never was.
    ("study.done", "GET"): Row(303, 200, 303, own=("session_id",)),
    ("study.feedback", "GET"): Row(404, 200, 404, own=("session_id", "review_id")),
    ("study.landing", "GET"): page(),
    ("study.report", "GET"): Row(200, 200, 200, query={"card": "{ticket}"}),
    ("study.report", "POST"): Row(400, 303, 303, fields={"ticket": "{ticket}", "reason": "unclear"}),
    ("study.reported", "GET"): Row(200, 200, 200, query={"card": "{ticket}"}),
    ("study.session", "GET"): Row(404, 200, 404, own=("session_id",)),
    ("study.study", "GET"): page(),
    ("study.try_bank", "GET"): page(),
    ("study.undo", "POST"): Row(400, 303, 404, own=("session_id",)),
}
