"""The question kinds by name. A new kind: copy `choice.py` and its test, and add a line here."""

from webapp.kinds.choice import Choice
from webapp.kinds.cloze import Cloze
from webapp.kinds.contract import Content, Kind
from webapp.kinds.matching import Matching
from webapp.kinds.multi_choice import MultiChoice
from webapp.kinds.numeric import Numeric
from webapp.kinds.ordering import Ordering
from webapp.kinds.self_graded import SelfGraded
from webapp.kinds.short_answer import ShortAnswer
from webapp.kinds.true_false import TrueFalse

_ALL: tuple[Kind, ...] = (
    Choice(),
    MultiChoice(),
    TrueFalse(),
    Cloze(),
    ShortAnswer(),
    Numeric(),
    Matching(),
    Ordering(),
    SelfGraded(),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}


class UnknownKind(LookupError):
    """No kind has this name."""


def kind_named(name: str) -> Kind:
    """The kind of that name. Raises UnknownKind."""
    try:
        return KINDS[name]
    except KeyError:
        raise UnknownKind(f"“{name}” is not a question kind; there are {', '.join(KINDS)}.") from None


def prompt_of(content: Content, facet: str) -> str:
    """The question of one card in one text. Raises UnknownKind when the content names no kind."""
    return kind_named(content["kind"]).prompt(content, facet)
