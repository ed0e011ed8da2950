"""Sorts of sessions: whether an answer in them changes when its card comes back."""

from webapp.memory.schedule import CardState

DAILY = ""
EXTRA = "extra"  # chosen by the learner, counts
CRAM = "cram"  # counts for cards that are due, and for no others
LOOK = "look"  # counts for none
SORTS = (DAILY, EXTRA, CRAM, LOOK)


def does_count(sort: str, state: CardState | None, today: int) -> bool:
    if sort == LOOK:
        return False
    if sort == CRAM:
        return state is not None and state.reps > 0 and state.due_day <= today
    return True
