"""The blueprint that the admin pages share."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__)
