"""The settings' choices."""

from __future__ import annotations

import pytest

from webapp.accounts.forms import zones_by_region

pytestmark = pytest.mark.slow  # the zone database is a few hundred files


def test_zones_stand_by_region_and_utc_by_itself() -> None:
    choices = zones_by_region()
    assert [(each.value, each.optgroup) for each in choices[-1:]] == [("UTC", "Other")]
    assert [each.value for each in choices[:-1]] == sorted(each.value for each in choices[:-1])
    assert list(dict.fromkeys(each.optgroup for each in choices)) == [
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
        "Other",
    ]


def test_places_are_named_as_people_write_them() -> None:
    labels = {each.value: each.label for each in zones_by_region()}
    assert [labels[name] for name in ("Europe/Berlin", "America/New_York", "America/Argentina/Buenos_Aires")] == [
        "Berlin",
        "New York",
        "Argentina, Buenos Aires",
    ]
