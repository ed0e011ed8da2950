"""What a person wants of the app beside what the options of studying say: kept as text in the person's row, so that
it comes with the viewer."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache

GOALS = (5, 10, 15, 20)
TEXT_SIZES = ("100", "115", "130")
MOTIONS = ("auto", "none")
# What a key may be given to, and which key it has unless another is chosen.
KEYS = {"forgot": "1", "hard": "2", "good": "3", "easy": "4", "undo": "u", "report": "e", "source": "p"}


@dataclass(frozen=True, slots=True)
class Preferences:
    goal: int = 10  # minutes a day
    has_four_buttons: bool = False
    asks_sure: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)  # only those that are otherwise than KEYS

    @property
    def keys_text(self) -> str:
        """For the page: "forgot:j undo:z"."""
        return " ".join(f"{action}:{key}" for action, key in sorted(self.keys.items()))


NO_PREFERENCES = Preferences()


@lru_cache(maxsize=4096)
def preferences_from(text: str | None) -> Preferences:
    return Preferences(**json.loads(text)) if text else NO_PREFERENCES


def preferences_text(preferences: Preferences) -> str | None:
    usual = asdict(NO_PREFERENCES)
    told = {name: value for name, value in asdict(preferences).items() if value != usual[name]}
    return json.dumps(told, separators=(",", ":"), sort_keys=True) if told else None
