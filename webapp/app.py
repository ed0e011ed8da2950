"""The app put together: settings, database, web house, and the blueprints of the capabilities."""

from __future__ import annotations

import functools
import os
import secrets
import sys
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response
from flask_babel import Babel
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import cli
from webapp.accounts import exporting as account_exporting
from webapp.accounts import hooks
from webapp.accounts import routes as account_routes
from webapp.accounts.mail import Post
from webapp.admin import routes as admin_routes
from webapp.backups.wiring import init_backups
from webapp.config import CannotStart, Settings, read_settings
from webapp.database import db, init_database
from webapp.hosting import check_key, disk_of, read_mounts, secret_key
from webapp.media import routes as media_routes
from webapp.migrating import FOLDER, check_revision, database_revision, engine_of, head_revision
from webapp.mydata import routes as mydata_routes
from webapp.progress import ownership as progress_ownership
from webapp.progress import routes as progress_routes
from webapp.site import routes as site_routes
from webapp.study import exporting, holdings, how_much, ownership, plans
from webapp.study import routes as study_routes
from webapp.teaching import exporting as teaching_exporting
from webapp.teaching import routes as teaching_routes
from webapp.teaching import service as teaching
from webapp.web import ready
from webapp.web.access import init_access, views_without_rule
from webapp.web.application import Application
from webapp.web.assets import STATIC, Assets, compressed_copy, read_assets, static_files
from webapp.web.clock import system_clock
from webapp.web.compression import init_compression
from webapp.web.cookies import PrefixedSession
from webapp.web.errors import init_errors
from webapp.web.events import init_events
from webapp.web.forms import init_forms
from webapp.web.limits import init_limits
from webapp.web.rendering import init_rendering
from webapp.web.visitor import init_visitor
from webapp.web.wsgi import Outermost

BOOT_ERROR = 3  # gunicorn's exit status for a worker that it need not start again
MEGABYTE = 1024 * 1024

CAPABILITIES = (
    account_routes,
    media_routes,
    study_routes,
    progress_routes,
    site_routes,
    mydata_routes,
    teaching_routes,
    admin_routes,
)

# What merging, exporting and erasing a person means where the answers are.
hooks.MERGE.extend((progress_ownership.merge, ownership.merge, plans.merge_plans))
hooks.FILES.append(teaching_exporting.files)
hooks.EXPORT.extend((account_exporting.sections, exporting.sections, plans.sections, teaching_exporting.sections))
hooks.DELETE.extend((teaching.anonymise, progress_ownership.anonymise, ownership.anonymise, plans.forget_plan))
hooks.FOUND.append(holdings.found)
hooks.LAST_ANSWERS.append(holdings.last_answers)
hooks.HOW_MUCH.append(how_much.how_much)
hooks.SAVE_HOW_MUCH.append(how_much.save_how_much)


def create_app(environment: Mapping[str, str] | None = None, *, is_serving: bool = True) -> Flask:
    """The app from environment variables. Why it cannot start stands on standard error, in one line."""
    os.umask(0o077)  # what is written here (answers, password hashes, backups) is for this user alone
    try:
        return build_app(os.environ if environment is None else environment, is_serving=is_serving)
    except CannotStart as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(BOOT_ERROR) from None


def build_app(environment: Mapping[str, str], *, is_serving: bool = True) -> Flask:
    """Raises CannotStart. Commands (`is_serving=False`) also run before there is a key and a schema."""
    settings = read_settings(environment)
    app = Application("webapp", static_folder=None)
    configure(app, settings, environment, is_serving=is_serving)
    init_database(app, synchronous=settings.sqlite_synchronous)
    Migrate(app, db, directory=str(FOLDER))
    Babel(app)
    init_limits(app)
    init_forms(app)
    assets = read_assets(STATIC)
    init_house(app, assets)
    add_capabilities(app)
    app.extensions["assets"] = assets
    cli.init_cli(app, settings, environment)
    init_backups(app)
    refuse_open_views(app)
    add_revision(app, is_serving=is_serving)
    wrap(app, assets, settings, is_serving=is_serving)
    return app


def configure(app: Flask, settings: Settings, environment: Mapping[str, str], *, is_serving: bool) -> None:
    key = check_key(settings) if is_serving else secret_key(settings)
    disk = disk_of(settings.data_dir, environment, read_mounts())
    is_risk = settings.accepts_data_loss and settings.database_path is not None and disk.is_ephemeral
    app.config.from_mapping(
        CLOCK=system_clock,
        DATA_DIR=settings.data_dir,
        DATABASE_PATH=settings.database_path,
        DEFAULT_ZONE=settings.default_zone,
        GUEST_DAYS=settings.guest_days,
        HAS_DATA_LOSS_RISK=is_risk,
        MAX_CONTENT_LENGTH=32 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,  # pasted tables; Flask's default is 500 kB
        MAX_FORM_PARTS=1000,
        MAIL_POST=Post(settings.smtp_url, settings.mail_sender) if settings.smtp_url else None,
        PUBLIC_URL=settings.public_url,
        SECRET_KEY=key or secrets.token_hex(32),
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,  # a cookie is sent when it changes, not with every answer
        SQLALCHEMY_DATABASE_URI=settings.database_uri,
        TRUSTED_PROXIES=settings.trusted_proxies,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        WTF_CSRF_TIME_LIMIT=None,  # a page left open for a lesson keeps its answer
    )


def init_house(app: Flask, assets: Assets) -> None:
    app.session_interface = PrefixedSession()
    init_events(app)  # functions after a request run in reverse: the line is written when all else is done
    init_compression(app)
    init_access(app)
    init_errors(app)
    init_rendering(app, assets)
    init_visitor(app)
    app.after_request(_keep_private)
    app.register_blueprint(ready.blueprint)


def add_capabilities(app: Flask) -> None:
    for capability in CAPABILITIES:
        app.register_blueprint(capability.blueprint)
    app.extensions["answered"] = holdings.answered  # for banks, which stand below the answers
    app.extensions["size_of_picture"] = media_routes.size_of_picture
    app.extensions["viewer_loader"] = account_routes.load_viewer


def refuse_open_views(app: Flask) -> None:
    missing = views_without_rule(app)
    if missing:
        raise CannotStart(f"views without an access rule: {', '.join(missing)}")


def add_revision(app: Flask, *, is_serving: bool) -> None:
    engine = engine_of(app)
    app.extensions["head_revision"] = head_revision()
    app.extensions["revision"] = functools.partial(database_revision, engine)
    if is_serving:
        check_revision(engine)
        engine.dispose()  # why: the server may fork yet, and a connection must not be carried over


def wrap(app: Flask, assets: Assets, settings: Settings, *, is_serving: bool) -> None:
    """Static files in front of Flask, then the proxy's word, outermost what belongs on every answer."""
    is_copied = is_serving and not app.debug
    root = compressed_copy(assets, settings.data_dir) if is_copied else assets.folder
    inner: Any = static_files(app.wsgi_app, assets, root, autorefresh=bool(app.debug))
    if settings.trusted_proxies:
        inner = ProxyFix(inner, x_for=settings.trusted_proxies, x_proto=1, x_host=0)
    app.wsgi_app = Outermost(inner, style_hash=assets.style_hash)  # type: ignore[method-assign] # Flask's own advice


def _keep_private(response: Response) -> Response:
    """A page shows what one learner knows; nobody who uses the same computer later finds it in a cache."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response
