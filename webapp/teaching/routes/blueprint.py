from flask import Blueprint

blueprint = Blueprint("teaching", __name__)
