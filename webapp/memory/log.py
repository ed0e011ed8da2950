"""The review log is the truth: a card's state is what its rows lead to, in the order in which they were
answered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from webapp.memory.fsrs import Memory, next_memory
from webapp.memory.schedule import (
    AGAIN,
    HARD,
    LEARNING,
    NEW,
    RELEARNING,
    REVIEW,
    CardState,
    Moment,
    Options,
    Outcome,
    fuzz_draw,
    outcomes_on,
)
from webapp.memory.seeding import memory_of_interval

GRADED = frozenset({"learn", "review", "relearn", "early", "quiz", "import"})


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of a card's log, as the scheduler sees it; phase to due_at are the outcome that was
    given.

    `activity` is learn, review, relearn, early, quiz or import (graded: rating 1 to 4), cram (graded,
    without effect), or, with rating 0, reset, set_due, reschedule, suspend, resume, flag, void, seed. A
    flag row gives its number as `step`; a seed row, which stands for answers that another program has not kept, the
    interval that they led to and, as `step`, its factor in thousandths. `answered_at` is an instant, `local_day` the
    learner's day at the time.
    """

    id: str
    activity: str
    rating: int
    answered_at: int
    local_day: int
    is_scheduling: bool
    phase: str
    step: int
    interval: int
    due_day: int
    due_at: int | None
    voids: str | None = None


def apply(state: CardState | None, row: LogRow, options: Options) -> CardState | None:
    """The state after a row that follows all rows in `state`. None is a card that nothing is known of.

    Stability and difficulty follow from rating, elapsed local days and the parameters of the options;
    phase, step, interval and due are taken from the row, so that new parameters leave due days alone. A
    void row changes nothing here: what it takes back is known to `replay` only.
    """
    if not row.is_scheduling:
        return state
    if row.activity in GRADED:
        return _answered(state, row, options) if row.rating else state
    match row.activity:
        case "reset":
            return None
        case "suspend":
            return replace(state or _unseen(row), suspended=row.due_day == 0, hidden_until=row.due_day)
        case "resume":
            return replace(state, suspended=False, hidden_until=0) if state else None
        case "flag":
            return replace(state, flag=row.step) if state else None
        case "seed":
            return _seeded(state, row, options)
        case "set_due" | "reschedule":
            return _moved(state, row) if state else None
    return state


def replay(rows: Iterable[LogRow], options: Options) -> CardState | None:
    """The state that a card's rows lead to, in whatever order and however often they are given."""
    state: CardState | None = None
    for row in standing(rows):
        state = apply(state, row, options)
    return state


def standing(rows: Iterable[LogRow]) -> list[LogRow]:
    """The rows that count, by (answered_at, id): without void rows, what they void, and what followed from that.

    A void row that is voided itself has no effect. A reschedule row moves the card from where the answer before it
    had put it, so it goes when that answer is voided afterwards; an answer that was voided before the row was written
    is not the one it was about. Of rows of one instant the answers come first, since the others are about them; and
    where several answers have the instant (two devices, merged logs), it goes when none of them stands.
    """
    ordered = sorted({row.id: row for row in rows}.values(), key=_place)
    voided: dict[str, LogRow] = {}  # by the id of the row that is taken back
    for row in reversed(ordered):
        if row.voids is not None and row.activity == "void" and row.id not in voided:
            voided[row.voids] = row
    kept: list[LogRow] = []
    answers: list[LogRow] = []
    for row in ordered:
        if _is_answer(row):
            answers.append(row)
        if row.activity == "void" or row.id in voided:
            continue
        if row.activity != "reschedule" or _has_answer(row, answers, voided):
            kept.append(row)
    return kept


def _has_answer(moved: LogRow, answers: Sequence[LogRow], voided: Mapping[str, LogRow]) -> bool:
    """Whether the answer that a reschedule row goes by still stands; `answers` are those before it, in order."""
    instant = None
    for answer in reversed(answers):
        if instant is not None and answer.answered_at != instant:
            return False
        if answer.id not in voided:
            return True
        if _place(voided[answer.id]) > _place(moved):
            instant = answer.answered_at
    return instant is None


def late_outcome(rows: Iterable[LogRow], zone: str, question: int, facet: str, options: Options) -> Outcome | None:
    """What the last answer would have been given if all rows had been there when it was answered.

    For use after a row that arrives late: where this does not agree with the replayed state (`agrees`), append a
    reschedule row with it, and the state no longer depends on the order of arrival. (Unless each list has one step,
    `lapses` alone may still go by phases that were given before all rows were there.) None when there is no answer,
    or when a reset, a seed or a due day set by hand came after it.
    """
    state: CardState | None = None
    outcome: Outcome | None = None
    for row in standing(rows):
        if _is_answer(row):
            draw = fuzz_draw(question, facet, state)
            moment = Moment(row.answered_at, row.local_day, zone)
            outcome = outcomes_on(state, moment, draw, options)[row.rating]
            row = _given(row, outcome)
        elif row.is_scheduling and row.activity in ("reset", "set_due", "seed"):
            outcome = None
        elif row.activity == "reschedule":
            continue  # an earlier correction, of an outcome that is worked out anew here
        state = apply(state, row, options)
    return outcome


def phase_to_keep(phase: str, options: Options) -> str:
    """The phase that a correction is to write: none where each list has one step.

    There the phase follows from the ratings alone, and a correction that was made before the last late row came
    must not undo it. It is settled when the row is written, so that a later change of the steps changes no state.
    """
    return "" if len(options.learning_steps) == len(options.relearning_steps) == 1 else phase


def agrees(state: CardState, outcome: Outcome) -> bool:
    """Whether a card stands as the outcome says."""
    given = (outcome.phase, outcome.step, outcome.interval, outcome.due_day, outcome.due_at)
    return (state.phase, state.step, state.interval, state.due_day, state.due_at) == given


def _is_answer(row: LogRow) -> bool:
    return row.is_scheduling and row.rating > 0 and row.activity in GRADED


def _place(row: LogRow) -> tuple[int, bool, str]:
    return row.answered_at, not row.rating, row.id


def _given(row: LogRow, outcome: Outcome) -> LogRow:
    return replace(
        row,
        phase=outcome.phase,
        step=outcome.step,
        interval=outcome.interval,
        due_day=outcome.due_day,
        due_at=outcome.due_at,
    )


def _answered(state: CardState | None, row: LogRow, options: Options) -> CardState:
    before = state or _unseen(row)
    day, is_first = row.local_day, before.reps == 0
    elapsed = 0 if is_first else max(0, day - before.last_day)
    memory = next_memory(before.memory, row.rating, elapsed, options.parameters)
    is_newly_right = row.rating > AGAIN and day > before.last_right_day
    return CardState(
        stability=memory.stability,
        difficulty=memory.difficulty,
        phase=_phase_after(before.phase, row),
        step=row.step,
        due_day=row.due_day,
        due_at=row.due_at,
        interval=row.interval,
        first_day=day if is_first else before.first_day,
        last_day=day,
        last_at=row.answered_at,
        reps=before.reps + 1,
        lapses=before.lapses + (row.rating == AGAIN and before.phase == REVIEW),
        right_days=before.right_days + is_newly_right,
        last_right_day=day if is_newly_right else before.last_right_day,
        suspended=before.suspended,
        hidden_until=before.hidden_until,
        flag=before.flag,
    )


def _phase_after(before: str, row: LogRow) -> str:
    """The phase that the row was given, read in the light of rows that it did not know of.

    A card in review stays there unless it is failed, Hard does not end relearning, and a card that has left learning
    does not return to it. Rows that arrive late may make stored phases contradict that; lapses would then depend on
    the order of arrival.
    """
    if before == REVIEW and row.rating > AGAIN:
        return REVIEW
    if before == RELEARNING and row.rating == HARD:
        return RELEARNING
    if row.phase == REVIEW:
        return REVIEW
    return RELEARNING if before in (REVIEW, RELEARNING) else LEARNING


def _moved(state: CardState, row: LogRow) -> CardState:
    """The card with another due day. A row without a phase leaves it: see `phase_to_keep`."""
    return replace(
        state,
        phase=row.phase or state.phase,
        step=row.step,
        interval=row.interval,
        due_day=row.due_day,
        due_at=row.due_at,
    )


def _seeded(state: CardState | None, row: LogRow, options: Options) -> CardState:
    """In review, as if it had been answered once, on the day of the row."""
    before = state or _unseen(row)
    memory = memory_of_interval(row.interval, row.step, options.parameters)
    return replace(
        before,
        **memory._asdict(),
        phase=REVIEW,
        step=0,
        due_day=row.due_day,
        due_at=None,
        interval=row.interval,
        first_day=before.first_day or row.local_day,
        last_day=row.local_day,
        last_at=row.answered_at,
        reps=before.reps + 1,
        right_days=before.right_days + (row.local_day > before.last_right_day),
        last_right_day=max(before.last_right_day, row.local_day),
    )


def _unseen(row: LogRow) -> CardState:
    """A card before its first answer, due at once; only one that is set aside lasts long enough to be seen."""
    return CardState(0.0, 0.0, NEW, 0, row.local_day, None, 0, 0, 0, 0, 0, 0, 0, 0, False, 0)


class Asked(NamedTuple):
    """An answer that counts. `elapsed` is in local days since the answer before, 0 for a first one; `was_review` says
    that the card was in review, not in a step (by the answers alone; see `_moved`)."""

    row: LogRow
    elapsed: int
    was_review: bool


def asked(rows: Iterable[LogRow]) -> list[Asked]:
    """The answers of a card that count, since the last reset, which hides what came before it. None where a seed stands
    for the first of them: what led to it is not known."""
    found: list[Asked] = []
    last_day, phase, is_seeded = 0, NEW, False
    for row in standing(rows):
        if not row.is_scheduling:
            continue
        if row.activity in GRADED and row.rating:
            found.append(Asked(row, max(0, row.local_day - last_day) if found else 0, phase == REVIEW))
            last_day, phase = row.local_day, _phase_after(phase, row)
        elif row.activity == "reset":
            found, phase, is_seeded = [], NEW, False
        elif row.activity == "seed":
            is_seeded = True
    return [] if is_seeded else found


def memories(answers: Iterable[Asked], parameters: Sequence[float]) -> Iterator[tuple[Asked, Memory | None, Memory]]:
    """Each answer with the memory before and after it: stability and difficulty as `replay` has them, at a fraction of
    its cost."""
    memory: Memory | None = None
    for answer in answers:
        before = memory
        memory = next_memory(before, answer.row.rating, answer.elapsed, parameters)
        yield answer, before, memory
