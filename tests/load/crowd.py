"""Several students at once, each in a thread, and what they must find in the log afterwards."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from tests.load.database import Stored, file_faults, stored_answers
from tests.load.seeding import Seeded
from tests.load.server import run_command
from tests.load.student import Student


class Crowd:
    """As many clients as there are learners, or fewer: then a client goes on as another learner when one has answered
    as much as the app takes of one."""

    def __init__(self, address: tuple[str, int], seeded: Seeded, *, clients: int = 0) -> None:
        self.seeded = seeded
        self.clients = clients or len(seeded.tokens)
        self.students = [Student(address, token, seeded.contents) for token in seeded.tokens]

    def study(self, seconds: float) -> None:
        with self.studying(seconds):
            pass

    @contextlib.contextmanager
    def studying(self, seconds: float) -> Iterator[None]:
        """Answer without a pause for so long, while something else is done; then wait for what is under way."""
        end = time.monotonic() + seconds
        with together([partial(self._study, nth, end) for nth in range(self.clients)]):
            yield

    def _study(self, nth: int, end: float) -> None:
        for student in self.students[nth :: self.clients]:
            student.study_until(end)

    @property
    def acknowledged(self) -> list[Stored]:
        pairs = zip(self.seeded.user_ids, self.students, strict=True)
        return [Stored(user_id, *entry[:4]) for user_id, student in pairs for entry in student.journal]

    @property
    def statuses(self) -> Counter[int]:
        """How often each status came; 0 for a connection that broke."""
        return sum((student.statuses for student in self.students), Counter[int]())


@contextlib.contextmanager
def together(tasks: Sequence[Callable[[], object]]) -> Iterator[None]:
    """Run all at once, and wait for all; the first error is raised."""
    errors: list[BaseException] = []

    def guarded(task: Callable[[], object]) -> None:
        try:
            task()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()
    if errors:
        raise errors[0]


def assert_all_kept(environment: Mapping[str, str], acknowledged: Sequence[Stored]) -> None:
    """Nothing acknowledged is lost, nothing is there twice, nothing else is there; states are what the log says."""
    stored = stored_answers(environment)
    assert Counter(stored) == Counter(acknowledged)
    assert len({(row.user_id, row.key) for row in stored}) == len(stored)
    assert_states_follow(environment)
    assert file_faults(environment) == ""


def assert_states_follow(environment: Mapping[str, str]) -> None:
    """Every memory state is what replaying its log gives."""
    checked = run_command(environment, "check-progress")
    assert checked.returncode == 0, checked.stdout + checked.stderr
