"""The first page: is all well, who is here, who may come."""

from __future__ import annotations

from pathlib import Path

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webapp.accounts import policy, queries
from webapp.accounts.names import LONGEST_NAME
from webapp.accounts.times import DAY, ago
from webapp.admin import health
from webapp.admin.routes.blueprint import blueprint
from webapp.database import reading, transaction
from webapp.web.access import access, admin, viewer
from webapp.web.clock import now_ms
from webapp.web.events import log_event

PAGE = 50
ROLES = ("student", "teacher", "admin")


@blueprint.get("/admin")
@access(admin)
def overview() -> str:
    chosen, now = policy.settings(reading()), now_ms()
    counts = queries.counts_by_role(reading())
    state = health.backups()
    found = health.checks(chosen["sign_up_policy"])
    return render_template(
        "admin/overview.html",
        here="admin",
        site=chosen["site_name"],
        accounts=sum(counts.get(role, 0) for role in ROLES),
        guests=counts.get("guest", 0),
        active=queries.active_since(reading(), now - 7 * DAY),
        checks=found,
        troubles=[check for check in found if not check.is_well],
        backups=state,
        folder=Path(current_app.config["DATA_DIR"]).absolute(),
        verified=health.backup_age(state.verified_age),
        nightly=health.backup_age(state.nightly_age),
        policy=chosen["sign_up_policy"],
        sign_up_code=chosen["sign_up_code"],
        saved="saved" in request.args,
        **_people(now),
    )


def _people(now: int) -> dict[str, object]:
    """A page of accounts, from behind the last name of the page before."""
    words = request.args.get("q", "")[:LONGEST_NAME]
    role = request.args.get("role", "")
    role = role if role in ROLES else ""
    after = request.args.get("after", "")[:LONGEST_NAME]
    rows = queries.people(reading(), words=words, role=role, after=after, most=PAGE + 1)
    used = queries.last_used(reading(), [row.id for row in rows[:PAGE]])
    return {
        "q": words,
        "role": role,
        "after": after,
        "people": [
            {"person": row, "used": ago(used[row.id], now, viewer().zone) if row.id in used else ""}
            for row in rows[:PAGE]
        ],
        "more": rows[PAGE - 1].name_key if len(rows) > PAGE else "",
    }


@blueprint.post("/admin/policy")
@access(admin)
def save_policy() -> Response:
    chosen = request.form.get("policy", "")
    if chosen not in policy.POLICIES:
        abort(400)
    with transaction() as session:
        policy.save_policy(session, chosen, is_new_code="new_code" in request.form)
    log_event("policy_changed", policy=chosen)
    return redirect(url_for("admin.overview", saved=1, _anchor="sign-up"), 303)


@blueprint.get("/setup/check")
@access(admin)
def check() -> str:
    """What a new site's host looks over once."""
    chosen = policy.settings(reading())
    return render_template(
        "admin/check.html",
        checks=health.checks(chosen["sign_up_policy"]),
        site=chosen["site_name"],
        sign_up_code=chosen["sign_up_code"],
        policy=chosen["sign_up_policy"],
        here="admin",
    )
