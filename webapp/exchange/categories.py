"""Paths of categories in Moodle's formats: a slash parts the levels, and one in a name is written twice."""

import re

_LEVELS = re.compile(r"(?<!/)/(?!/)")


def last_level(path: str) -> str:
    """The name of the innermost category; "" for none."""
    return _LEVELS.split(path)[-1].replace("//", "/")


def as_level(name: str) -> str:
    """The name as it stands in a path."""
    return name.replace("/", "//")
