"""What a learner has reported, and what became of it."""

from flask import render_template

from webapp.accounts.times import ago
from webapp.database import reading
from webapp.study.forms import REASONS
from webapp.study.routes.blueprint import blueprint
from webapp.study.told import told_to
from webapp.web.access import access, anyone, viewer
from webapp.web.clock import now_ms


@blueprint.get("/study/reports")
@access(anyone)
def reports() -> str:
    who, words = viewer(), {each.value: str(each.label) for each in REASONS}
    rows = [
        {"told": each, "reason": words.get(each.reason, each.reason), "when": ago(each.created_at, now_ms(), who.zone)}
        for each in told_to(reading(), who.id)
    ]
    return render_template("study/reports.html", rows=rows, here="study")
