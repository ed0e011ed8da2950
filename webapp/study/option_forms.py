"""Forms of how to study: options, breaks, exams, sessions of one's own."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from webapp.accounts.forms import WholeField
from webapp.memory.preset import RANGES, Preset, StepsRefused, steps_from, steps_text

WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
_WHOLE = {
    "new_per_day": _("New cards a day"),
    "reviews_per_day": _("Reviews a day, at most"),
    "maximum_interval": _("Never later than, in days"),
    "leech_threshold": _("Tell me after this many misses"),
    "answer_cap": _("Count at most so many seconds an answer"),
    "learn_ahead": _("Show a waiting card so many minutes early"),
}
_STEPS_REFUSED = {
    "unclear": _("%(name)s: write it as 10 min or 1 h, with commas between"),
    "a_day": _(
        "%(name)s: less than a day. From the next day on the schedule works out when you would forget, "
        "and a fixed day would get in its way"
    ),
    "many": _("%(name)s: at most ten"),
}


def _whole(name: str) -> WholeField:
    least, most = RANGES[name]
    message = _(
        "%(name)s: a whole number from %(least)s to %(most)s", name=_WHOLE[name], least=int(least), most=int(most)
    )
    return WholeField(_WHOLE[name], validators=[InputRequired(message), NumberRange(least, most, message)])


def _steps(form: FlaskForm, field: Any) -> None:
    try:
        steps_from(field.data or "")
    except StepsRefused as refused:
        raise ValidationError(_STEPS_REFUSED[refused.reason] % {"name": field.label.text}) from refused


def _easy(day: int) -> SelectField:
    return SelectField(
        WEEKDAYS[day],
        choices=[SelectChoice("1", _("All")), SelectChoice("0.5", _("Half")), SelectChoice("0", _("None"))],
    )


class OptionsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    new_per_day = _whole("new_per_day")
    reviews_per_day = _whole("reviews_per_day")
    new_ignores_reviews = BooleanField(_("New cards come even when the reviews of the day are used up"))
    retention = WholeField(
        _("How sure you want to be, in %"),
        validators=[NumberRange(70, 99, _("How sure you want to be: a whole number from 70 to 99"))],
    )
    learning_steps = StringField(_("A new card first returns after"), validators=[_steps])
    relearning_steps = StringField(_("A missed card after"), validators=[_steps])
    maximum_interval = _whole("maximum_interval")
    review_order = SelectField(
        _("Reviews"),
        choices=[
            SelectChoice("recall", _("Closest to being forgotten first")),
            SelectChoice("due", _("Longest due first")),
            SelectChoice("random", _("Random")),
        ],
    )
    mix = SelectField(
        _("New cards"),
        choices=[
            SelectChoice("mixed", _("Mixed in")),
            SelectChoice("before", _("Before the reviews")),
            SelectChoice("after", _("After the reviews")),
        ],
    )
    bury_new = BooleanField(_("A new card waits for tomorrow when its fact was asked today"))
    bury_review = BooleanField(_("A review waits for tomorrow when its fact was asked today"))
    bury_interday = BooleanField(_("So does a card that is being learned over days"))
    easy_0, easy_1, easy_2, easy_3, easy_4, easy_5, easy_6 = (_easy(day) for day in range(7))
    has_fuzz = BooleanField(_("Spread cards that were learned together over neighbouring days"))
    has_balance = BooleanField(_("Choose days on which little is due"))
    leech_threshold = _whole("leech_threshold")
    leech_action = SelectField(
        _("And then"),
        choices=[SelectChoice("tag", _("Only tell me")), SelectChoice("suspend", _("Set the card aside"))],
    )
    answer_cap = _whole("answer_cap")
    learn_ahead = _whole("learn_ahead")

    def values(self) -> dict[str, Any]:
        """As a preset takes them."""
        found = {name: self[name].data for name in Preset.__dataclass_fields__ if name in self}
        found["retention"] = (self.retention.data or 90) / 100
        found["learning_steps"] = steps_from(self.learning_steps.data or "")
        found["relearning_steps"] = steps_from(self.relearning_steps.data or "")
        found["easy_days"] = tuple(float(self[f"easy_{day}"].data) for day in range(7))
        return found


def shown(preset: Preset) -> dict[str, Any]:
    """What the form shows of a preset."""
    values = {name: getattr(preset, name) for name in Preset.__dataclass_fields__}
    values["retention"] = round(preset.retention * 100)
    values["learning_steps"] = steps_text(preset.learning_steps)
    values["relearning_steps"] = steps_text(preset.relearning_steps)
    return values | {f"easy_{day}": f"{share:g}" for day, share in enumerate(preset.easy_days)}


class NameForm(FlaskForm):  # type: ignore[misc]
    name = StringField(
        _("Name of the preset"),
        validators=[InputRequired(_("Give the preset a name")), Length(max=60, message=_("At most 60 characters"))],
    )


class BreakForm(FlaskForm):  # type: ignore[misc]
    first = DateField(_("First day off"), validators=[InputRequired(_("Enter the first day off"))])
    last = DateField(_("Last day off"), validators=[InputRequired(_("Enter the last day off"))])


class ExamForm(FlaskForm):  # type: ignore[misc]
    day = DateField(_("Day of the exam"), validators=[InputRequired(_("Enter the day of the exam"))])
