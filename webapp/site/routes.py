"""Help, about, privacy, accessibility."""

from flask import Blueprint, render_template

from webapp.accounts import deletions, retention
from webapp.web.access import access, anyone

blueprint = Blueprint("site", __name__)


@blueprint.get("/help")
@access(anyone)
def help_page() -> str:
    return render_template("site/help.html")


@blueprint.get("/about")
@access(anyone)
def about() -> str:
    return render_template("site/about.html")


@blueprint.get("/privacy")
@access(anyone)
def privacy() -> str:
    return render_template("site/privacy.html", deletion_days=deletions.DAYS, kept_days=retention.KEPT_DAYS)


@blueprint.get("/accessibility")
@access(anyone)
def accessibility() -> str:
    return render_template("site/accessibility.html")
