"""Forms of the study pages that are more than buttons."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import InputRequired, Length

REASONS = [
    SelectChoice("wrong_key", _("The answer marked right is wrong")),
    SelectChoice("also_right", _("Another answer is right as well")),
    SelectChoice("mine_counts", _("My answer should count")),
    SelectChoice("unclear", _("I do not understand the question")),
    SelectChoice("language", _("Spelling or grammar")),
    SelectChoice("source", _("The explanation or the source does not fit")),
    SelectChoice("other", _("Something else")),
]
LONGEST_COMMENT = 2000


class ReportForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    ticket = HiddenField()
    reason = RadioField(_("Reason"), choices=REASONS, validators=[InputRequired(_("Choose a reason"))])
    comment = TextAreaField(
        _("What did you notice?"),
        filters=[lambda text: text and text.replace("\0", "")],  # PostgreSQL takes no NUL
        validators=[Length(max=LONGEST_COMMENT, message=_("Write at most %(max)d characters"))],
    )
