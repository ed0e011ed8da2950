"""The one error of this package."""

from __future__ import annotations


class Refused(Exception):
    """Why nothing was done, or what is not as it should be; the text is one line for whoever hosts the app."""
