"""What an address of the list of cards asks for. Whatever is wrong in it counts as not given."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from webapp.banks.word_index import searched_words, tag_word
from webapp.memory.schedule import MOST_FLAG
from webapp.study.browse_filters import FLAGGED, STATES, Filter
from webapp.study.browsing import SORTS, Order
from webapp.study.own_banks import OwnBank, OwnBanks

MOST_LAPSES = 9_999
_LONGEST = 200
_DOWN_FIRST = ("seen", "missed")  # the latest and the hardest are what one looks for


@dataclass(frozen=True)
class Asked:
    """As it stands in the form: texts of one line, with what is not known left out."""

    q: str = ""
    bank: str = ""
    topic: str = ""
    tag: str = ""
    state: str = ""
    flag: str = ""
    missed: str = ""
    sort: str = "due"
    order: str = "up"

    def address(self, **changed: Any) -> dict[str, Any]:
        """The parts of an address that asks for the same, with what is changed; without what says nothing."""
        asked = replace(self, **changed) if changed else self
        usual = "down" if asked.sort in _DOWN_FIRST else "up"
        said = {**vars(asked), "order": "" if asked.order == usual else asked.order}
        return {name: value for name, value in said.items() if value and (name, value) != ("sort", "due")}

    def sorted_by(self, sort: str) -> dict[str, Any]:
        """The other way round where it is sorted so already."""
        usual = "down" if sort in _DOWN_FIRST else "up"
        turned = {"up": "down", "down": "up"}[self.order]
        return self.address(sort=sort, order=turned if sort == self.sort else usual)

    @property
    def has_filter(self) -> bool:
        return any((self.q, self.bank, self.topic, self.tag, self.state, self.flag, self.missed))

    @property
    def has_more(self) -> bool:
        """Whether one of the filters is used that do not stand in the first line."""
        return any((self.topic, self.tag, self.flag, self.missed))

    def order_of(self) -> Order:
        return Order(self.sort, self.order == "down")


def asked_for(values: Mapping[str, str], banks: OwnBanks) -> Asked:
    sort = values.get("sort", "")
    sort = sort if sort in SORTS else ("seen" if values.get("state") == "begun" else "due")
    order = values.get("order", "")
    bank, missed, flag = _line(values, "bank"), values.get("missed", "").strip(), values.get("flag", "")
    state = values.get("state", "")
    is_number = missed.isascii() and missed.isdigit() and 0 < int(missed[:9]) <= MOST_LAPSES
    return Asked(
        q=_line(values, "q").strip(),
        bank=bank if any(each.slug == bank for each in banks.open) else "",
        topic=_line(values, "topic").strip(),
        tag=_line(values, "tag").strip(),
        state=state if state in STATES else "",
        flag=flag if flag == "any" or flag in map(str, range(1, MOST_FLAG + 1)) else "",
        missed=str(int(missed)) if is_number else "",
        sort=sort,
        order=order if order in ("up", "down") else ("down" if sort in _DOWN_FIRST else "up"),
    )


def _line(values: Mapping[str, str], name: str) -> str:
    """As a person types it: one line, no signs that neither a page nor a database takes."""
    return "".join(sign if sign.isprintable() else " " for sign in values.get(name, "")[:_LONGEST])


def filter_of(asked: Asked, banks: OwnBanks) -> Filter:
    bank: OwnBank | None = next((each for each in banks.open if each.slug == asked.bank), None)
    words = searched_words(asked.q)
    if asked.q and not words:
        words = (asked.q,)  # signs alone stand in no index
    tag = tag_word(asked.tag)
    return Filter(
        words=words + ((tag,) if tag and tag not in words else ()),
        bank_id=bank.id if bank else None,
        topic=asked.topic,
        state=asked.state,
        flag=FLAGGED if asked.flag == "any" else int(asked.flag or 0),
        lapses=int(asked.missed or 0),
    )
