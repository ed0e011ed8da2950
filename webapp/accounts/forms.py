"""Forms about the person."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

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


class SettingsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
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

    def offer(self, zone: str) -> None:
        """The learner's own zone can be kept: a device may name one that the list leaves out."""
        offered: Any = self.zone.choices
        if all(choice.value != zone for choice in offered):
            self.zone.choices = [SelectChoice(zone, zone, optgroup="–"), *offered]
