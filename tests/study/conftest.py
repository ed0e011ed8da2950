"""What the tests of studying share."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.client import Browser
from tests.clock import Clock
from tests.study.learner import Learner
from tests.study.pupil import Pupil


@pytest.fixture
def pupil(app: Flask, clock: Clock) -> Pupil:
    """A learner for the services."""
    return Pupil(app, clock)


@pytest.fixture
def other(app: Flask, clock: Clock) -> Pupil:
    """Another guest, who must neither see nor change anything of the first."""
    return Pupil(app, clock)


@pytest.fixture
def learner(app: Flask, client: Browser) -> Learner:
    """A learner for the pages."""
    return Learner(app, client)
