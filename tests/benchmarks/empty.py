"""An empty page: what Flask and the server cost by themselves. Everything else is measured in its multiples."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def empty() -> str:
    return ""
