"""Short rounds of requests by eight clients, taken in turns, so that a busy minute of the machine strikes all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from tests.load.crowd import together
from tests.load.processes import cpu_seconds
from tests.load.server import Server

Ask = Callable[[], object]
Run = Callable[[list[float]], None]  # adds the seconds of each request


@dataclass(frozen=True)
class Round:
    rate: float  # requests a second
    cpu_ms: float  # server CPU time of a request
    seconds: list[float]  # of each request


@dataclass
class Rounds:
    """What one kind of request cost, round by round."""

    name: str
    rounds: list[Round] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(each.rate for each in self.rounds)

    @property
    def cpu_ms(self) -> float:
        return statistics.median(each.cpu_ms for each in self.rounds)

    def percentile_ms(self, percent: float) -> float:
        every = sorted(second for each in self.rounds for second in each.seconds)
        return every[min(len(every) - 1, int(len(every) * percent / 100))] * 1000

    @property
    def shortest_ms(self) -> float:
        return min(second for each in self.rounds for second in each.seconds) * 1000


def one_round(server: Server, runs: Sequence[Run]) -> Round:
    """Each client's run in a thread of its own; no client pauses."""
    taken: list[list[float]] = [[] for _run in runs]
    before, started = cpu_of(server), time.perf_counter()
    with together([partial(run, each) for run, each in zip(runs, taken, strict=True)]):
        pass
    passed, cpu = time.perf_counter() - started, cpu_of(server) - before
    every = [second for each in taken for second in each]
    return Round(len(every) / passed, cpu * 1000 / len(every), every)


def for_seconds(ask: Ask, seconds: float) -> Run:
    """Ask again and again for so long."""

    def run(taken: list[float]) -> None:
        end = time.perf_counter() + seconds
        while (started := time.perf_counter()) < end:
            ask()
            taken.append(time.perf_counter() - started)

    return run


def for_times(ask: Ask, times: int) -> Run:
    """Ask so many times."""

    def run(taken: list[float]) -> None:
        for _time in range(times):
            started = time.perf_counter()
            ask()
            taken.append(time.perf_counter() - started)

    return run


def cpu_of(server: Server) -> float:
    return sum(map(cpu_seconds, server.workers()))


def ratio(measured: Rounds, empty: Sequence[Round]) -> float:
    """Requests a second beside those of the empty page just before: the median over the rounds."""
    return statistics.median(each.rate / beside.rate for each, beside in zip(measured.rounds, empty, strict=True))


def cpu_ratio(measured: Rounds, empty: Sequence[Round]) -> float:
    """The same of the server's CPU time, which other work on the machine disturbs less."""
    return statistics.median(beside.cpu_ms / each.cpu_ms for each, beside in zip(measured.rounds, empty, strict=True))
