"""What the tests of progress share."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.clock import Clock
from tests.study.pupil import Pupil


@pytest.fixture
def pupil(app: Flask, clock: Clock) -> Pupil:
    """A learner for the services."""
    return Pupil(app, clock)
