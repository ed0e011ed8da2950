"""The blueprint that the study pages share."""

from flask import Blueprint

blueprint = Blueprint("study", __name__)
