"""Forms of getting in: log in, sign up, a new password, set up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from webapp.accounts.forms import zones_by_region
from webapp.accounts.names import LONGEST_EMAIL, LONGEST_NAME, is_email, is_name
from webapp.accounts.passwords import LONGEST, SHORTEST, WeakPassword, check_password

WEAK = {
    "short": _("Password must be at least %(count)d characters", count=SHORTEST),
    "long": _("Password must be at most %(count)d characters", count=LONGEST),
    "common": _("This password is among the first that others try. Take several words, or let the browser make one"),
    "name": _("Password must not be the name"),
}


def typed(form: FlaskForm, field: Field) -> None:
    """Whether it is short enough to be worth looking at."""
    if field.data and len(field.data) > 2000:
        raise ValidationError(_("This is too long"))


def sign_in_name(form: FlaskForm, field: Field) -> None:
    if not is_name(field.data or ""):
        raise ValidationError(_("Username must be 1 to %(count)d characters without @", count=LONGEST_NAME))


def optional_email(form: FlaskForm, field: Field) -> None:
    if field.data and not is_email(field.data):
        raise ValidationError(_("This is no e-mail address: it looks like name@example.org"))


def judge(field: Field, names: Iterable[str]) -> bool:
    """Whether the field holds a password that may be one; if not, the field says why."""
    try:
        check_password(field.data or "", names=names)
    except WeakPassword as weak:
        field.errors = [*field.errors, WEAK[weak.reason]]
        return False
    return True


def text_of(field: Field) -> str:
    """What was typed, as text."""
    return str(field.data or "")


def say(field: Field, message: Any) -> None:
    """Put a message to a field after validation: something that only the database or the hash could tell."""
    field.errors = [*field.errors, message]


def without_controls(text: str | None) -> str | None:
    """A line of text has no control characters: no page could show them again, and no database keeps a NUL."""
    return text and "".join(character for character in text if unicodedata.category(character) != "Cc")


class Line(StringField):
    """A line to type in."""

    def __init__(self, label: Any, validators: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, list(validators), filters=[without_controls], **options)


class LoginForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    name = Line(_("Username or e-mail"), validators=[InputRequired(_("Enter your username or e-mail")), typed])
    password = PasswordField(_("Password"), validators=[InputRequired(_("Enter your password"))])
    shared = BooleanField(_("This is a shared computer"))


class SecondStepForm(FlaskForm):  # type: ignore[misc]
    note = HiddenField()
    code = Line(_("The code it shows"), validators=[InputRequired(_("Enter the six figures")), typed])


class SignUpForm(FlaskForm):  # type: ignore[misc]
    code = Line(_("Sign-up code"), validators=[typed])
    name = Line(_("Username"), validators=[sign_in_name])
    password = PasswordField(_("Password"))
    email = Line(_("E-mail"), validators=[Length(max=LONGEST_EMAIL), optional_email])
    zone = HiddenField()


class CodeForm(FlaskForm):  # type: ignore[misc]
    name = Line(_("Username"), validators=[InputRequired(_("Enter your username")), typed])
    code = Line(_("One-time code"), validators=[InputRequired(_("Enter the code")), typed])
    password = PasswordField(_("New password"))


class MailForm(FlaskForm):  # type: ignore[misc]
    email = Line(_("E-mail"), validators=[InputRequired(_("Enter your e-mail address")), optional_email])


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    password = PasswordField(_("New password"))


class SetupForm(FlaskForm):  # type: ignore[misc]
    code = Line(_("Set-up code"), validators=[typed])
    site = Line(
        _("Name of this site"),
        validators=[InputRequired(_("Enter a name for this site")), Length(max=60, message=_("At most 60 characters"))],
    )
    name = Line(_("Your username"), validators=[sign_in_name])
    password = PasswordField(_("Your password"))
    zone = SelectField(_("Time zone"), choices=zones_by_region())


class ProfileForm(FlaskForm):  # type: ignore[misc]
    shown = Line(_("Name that others see"), validators=[Length(max=LONGEST_NAME, message=_("At most 80 characters"))])
    email = Line(_("E-mail"), validators=[Length(max=LONGEST_EMAIL), optional_email])
    password = PasswordField(_("Password now"))


class PasswordForm(FlaskForm):  # type: ignore[misc]
    old = PasswordField(_("Password now"), validators=[InputRequired(_("Enter the password you have now"))])
    new = PasswordField(_("New password"))


class SwitchForm(FlaskForm):  # type: ignore[misc]
    note = HiddenField()
    password = PasswordField(_("Password now"), validators=[InputRequired(_("Enter the password you have now"))])
    code = Line(_("The code it shows"), validators=[typed])
