"""Getting in and out, and the pages about the person."""

from webapp.accounts.routes import account, form_token, login, merging, reset, setting_up, settings, signup
from webapp.accounts.routes.blueprint import blueprint
from webapp.accounts.routes.visiting import load_viewer

__all__ = [
    "account",
    "blueprint",
    "form_token",
    "load_viewer",
    "login",
    "merging",
    "reset",
    "setting_up",
    "settings",
    "signup",
]
