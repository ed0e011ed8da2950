"""Forms of uploads and own banks."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import InputRequired, Length

from webapp.banks.models import LINK, PRIVATE, PUBLIC

LONGEST_WORDS = 500  # of the description of a picture


def _clean(text: str | None) -> str | None:
    return text and text.replace("\0", "")  # PostgreSQL takes no NUL


def _line(label: Any, most: int, *more: Any, **kwargs: Any) -> StringField:
    limit = Length(max=most, message=_("Write at most %(max)d characters"))
    return StringField(label, filters=[_clean], validators=[*more, limit], **kwargs)


def _text(label: Any, most: int = 64_000, **kwargs: Any) -> TextAreaField:
    limit = Length(max=most, message=_("Write at most %(max)d characters"))
    return TextAreaField(label, filters=[_clean], validators=[limit], **kwargs)


WHO = [
    SelectChoice(PRIVATE, _("Only me")),
    SelectChoice(LINK, _("Whoever has the link")),
    SelectChoice(PUBLIC, _("Everyone on this site")),
]


class Sayable(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    def say(self, name: str, message: Any) -> None:
        """Something that only the file or the database could tell."""
        self[name].errors = [*self[name].errors, message]


class UploadForm(Sayable):
    title = _line(_("Title of the bank"), 200)
    file = FileField(_("File"))
    pasted = _text(_("Or paste the questions"), 2_000_000)
    visibility = RadioField(_("Who may see it"), choices=WHO, default=PRIVATE)


class BesideForm(Sayable):
    files = MultipleFileField(_("Pictures and sounds, or a ZIP archive with them"))


class ButtonForm(FlaskForm):  # type: ignore[misc]  # as above
    """What only a button sends."""


class DescribeForm(Sayable):
    title = _line(_("Title"), 200, InputRequired(_("Give the bank a title")))
    description = _text(_("What it is about"), 2000)
    subject = _line(_("Subject"), 80)
    level = _line(_("Level"), 80)


class ShareForm(FlaskForm):  # type: ignore[misc]  # as above
    visibility = RadioField(_("Who may see it"), choices=WHO)


class ReplyForm(Sayable):
    reply = _text(_("Your reply"), 1000)


class OptionForm(Form):
    text = StringField(filters=[_clean])
    why = StringField(filters=[_clean])
    right = BooleanField()


class PictureForm(Form):
    reference = HiddenField(filters=[_clean])
    words = StringField(filters=[_clean], validators=[Length(max=LONGEST_WORDS)])


class MendForm(Sayable):
    kind = SelectField(_("Kind of question"))
    prompt = _text(_("Question"))
    text = _text(_("Text with the gaps {1}, {2} …"))
    options = FieldList(FormField(OptionForm), max_entries=30)
    truth = RadioField(
        _("The statement is"),
        choices=[SelectChoice("true", _("true")), SelectChoice("false", _("false"))],
        validate_choice=False,  # other kinds have none
    )
    why_not = _text(_("Why the other one is wrong"))
    answer = _text(_("The answer"))
    lines = _text(_("Answers, one a line"))
    pictures = FieldList(FormField(PictureForm), max_entries=50)
    unit = _line(_("Unit"), 40)
    explanation = _text(_("Explanation"))
    hint = _text(_("Hint"))
    topic = _line(_("Topic"), 200)
