"""Connections are spread over the workers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.workers.gthread import ThreadWorker

from webapp.web import worker
from webapp.web.patience import PatientWorker
from webapp.web.worker import EvenWorker, forget


class Made(EvenWorker):
    """A worker without a server around it."""

    def __init__(self, age: int, nr_conns: int) -> None:
        self.age = age
        self.nr_conns = nr_conns


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []

    def accepted(self: Any, _listener: Any) -> None:
        self.nr_conns += 1

    monkeypatch.setattr(ThreadWorker, "accept", accepted)
    monkeypatch.setattr(worker, "time", SimpleNamespace(sleep=slept.append))
    monkeypatch.setattr(worker, "_held", [-1] * worker.SLOTS)
    return slept


def test_a_worker_with_more_connections_lets_the_other_go_first(pauses: list[float]) -> None:
    few, many = Made(1, 2), Made(2, 3)
    few.note()
    many.accept(None)
    assert pauses == [worker.PAUSE]
    assert many.nr_conns == 4  # nobody else took it


def test_a_worker_with_no_more_than_others_takes_it_at_once(pauses: list[float]) -> None:
    one, other = Made(1, 3), Made(2, 3)
    one.note()
    other.accept(None)
    assert pauses == []


def test_workers_that_have_ended_are_not_waited_for(pauses: list[float]) -> None:
    gone, one = Made(1, 0), Made(2, 3)
    gone.note()
    forget(gone)
    one.accept(None)
    assert pauses == []


def test_a_finished_request_is_noted(pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    def finished(self: Any, _conn: Any, _fs: Any) -> None:
        self.nr_conns -= 1

    monkeypatch.setattr(PatientWorker, "finish_request", finished)
    one, other = Made(1, 2), Made(2, 2)
    one.note()
    other.note()
    one.finish_request(None, None)
    other.accept(None)
    assert pauses == [worker.PAUSE]
