"""Forms about the person."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import NumberRange, ValidationError

from webapp.memory.preferences import GOALS, KEYS

THEMES = ("auto", "light", "dark")


def zones_by_region() -> list[SelectChoice]:
    """The zones people live in, grouped by region, for a select of native option groups."""
    choices = []
    for name in sorted(_lived_in(available_timezones())):
        region, _slash, place = name.partition("/")
        choices.append(SelectChoice(name, place.replace("_", " ").replace("/", ", "), optgroup=region))
    return [*choices, SelectChoice("UTC", "UTC", optgroup="Other")]


def _lived_in(names: Iterable[str]) -> list[str]:
    regions = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return [name for name in names if name.startswith(regions)]


class WholeField(IntegerField):
    """A whole number; what is none counts as nothing, and the range says so, once."""

    def process_formdata(self, valuelist: Any) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        is_number = text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 12
        self.data = int(text) if is_number else None


_ACTIONS = {
    "forgot": _("Forgot, option 1"),
    "hard": _("Hard, option 2"),
    "good": _("Remembered, option 3"),
    "easy": _("Easy, option 4"),
    "undo": _("Undo"),
    "report": _("Report"),
    "source": _("Source note"),
}
LEFT_HAND = "asdf"


def one_key(form: FlaskForm, field: Any) -> None:
    key = (field.data or "").strip().lower()
    field.data = key or KEYS[field.name.removeprefix("key_")]
    if not (len(field.data) == 1 and field.data.isascii() and field.data.isalnum()):
        raise ValidationError(_("%(name)s: a key is one letter or digit", name=field.label.text))
    if field.data in LEFT_HAND:
        raise ValidationError(_("%(name)s: A, S, D and F always choose 1 to 4", name=field.label.text))
    others = (each for each in form if each.name.startswith("key_") and each is not field)
    if any((each.data or "").strip().lower() == field.data for each in others):
        raise ValidationError(_("%(name)s: this key is given twice", name=field.label.text))


def _key(action: str) -> StringField:
    return StringField(_ACTIONS[action], validators=[one_key])


class SettingsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    goal = RadioField(
        _("A day’s goal"),
        choices=[SelectChoice(str(goal), _("%(minutes)s min", minutes=goal)) for goal in GOALS],
    )
    new_per_day = WholeField(
        _("New cards a day"),
        validators=[NumberRange(0, 9999, _("New cards a day must be a number from 0 to 9999"))],
    )
    retention = RadioField(_("How sure do you want to be?"), validate_choice=False)
    buttons = RadioField(
        _("Rating buttons"),
        choices=[
            SelectChoice("2", _("Two: Forgot, Remembered")),
            SelectChoice("4", _("Four: Again, Hard, Good, Easy")),
        ],
    )
    text_size = RadioField(
        _("Text size"),
        choices=[
            SelectChoice("100", _("Normal")),
            SelectChoice("115", _("Larger")),
            SelectChoice("130", _("Largest")),
        ],
        default="100",
    )
    motion = RadioField(
        _("Motion"),
        choices=[SelectChoice("auto", _("As the device")), SelectChoice("none", _("None"))],
        default="auto",
    )
    day_start = SelectField(
        _("A day begins at"), choices=[SelectChoice(str(hour), f"{hour:02}:00") for hour in range(24)]
    )
    asks_sure = BooleanField(_("“Sure / Not sure” before Check"))
    key_forgot = _key("forgot")
    key_hard = _key("hard")
    key_good = _key("good")
    key_easy = _key("easy")
    key_undo = _key("undo")
    key_report = _key("report")
    key_source = _key("source")
    theme = RadioField(
        _("Theme"),
        choices=[
            SelectChoice("auto", _("As the device")),
            SelectChoice("light", _("Light")),
            SelectChoice("dark", _("Dark")),
        ],
        default="auto",
    )
    zone = SelectField(_("Time zone"), choices=zones_by_region())
    has_shortcuts = BooleanField(_("Keyboard shortcuts"))
    has_intervals = BooleanField(_("Show on the buttons when a card comes back"))

    def validate_retention(self, field: Any) -> None:
        try:
            is_one = 0.70 <= float(field.data) <= 0.99
        except (TypeError, ValueError):
            is_one = False
        if not is_one:
            raise ValidationError(_("Choose how sure you want to be"))

    def keys(self) -> dict[str, str]:
        """The keys that are otherwise than usual."""
        chosen = {action: self[f"key_{action}"].data for action in KEYS}
        return {action: key for action, key in chosen.items() if key != KEYS[action]}

    @property
    def has_key_errors(self) -> bool:
        return any(field.errors for field in self if field.name.startswith("key_"))

    def offer(self, zone: str) -> None:
        """The learner's own zone can be kept: a device may name one that the list leaves out."""
        offered: Any = self.zone.choices
        if all(choice.value != zone for choice in offered):
            self.zone.choices = [SelectChoice(zone, zone, optgroup="–"), *offered]
