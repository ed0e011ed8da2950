"""The objects behind Flask's proxies: each look through `g`, `request` or `current_app` costs a microsecond, and the
functions that every request runs look a hundred times."""

from __future__ import annotations

from flask import Flask, Request, current_app, g, request
from flask.ctx import _AppCtxGlobals


def here() -> _AppCtxGlobals:
    """Flask's `g`."""
    return g._get_current_object()  # type: ignore[no-any-return] # g's type takes any name


def sent() -> Request:
    """The request."""
    return request._get_current_object()  # type: ignore[attr-defined,no-any-return] # the proxies' types hide it


def this_app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return] # the proxies' types hide it
