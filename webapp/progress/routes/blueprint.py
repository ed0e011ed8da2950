"""The blueprint that the progress pages share."""

from flask import Blueprint

blueprint = Blueprint("progress", __name__)
