"""Forms of my data. What only a button sends has the form's token and nothing else."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length


class ButtonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Download, keep, forget."""


class DeleteForm(FlaskForm):  # type: ignore[misc]  # as above
    password = PasswordField(
        _("Your password"),
        validators=[
            InputRequired(_("Enter your password")),
            Length(max=2000, message=_("This is too long")),
        ],
    )

    def say(self, message: Any) -> None:
        """Something that only the database or the hash could tell."""
        self.password.errors = [*self.password.errors, message]
