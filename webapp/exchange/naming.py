"""Ids for questions whose file gave them none: made of what is asked, so that the same question gets the same one."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from webapp.exchange.contract import DraftQuestion
from webapp.exchange.hashes import stem_hash


def new_id(draft: DraftQuestion, taken: Collection[str]) -> str:
    """An id that is not among those that are taken."""
    begin = f"q-{stem_hash(draft)[:12]}"
    name, number = begin, 1
    while name in taken:
        number += 1
        name = f"{begin}-{number}"
    return name


def named(questions: Iterable[DraftQuestion]) -> list[DraftQuestion]:
    """The questions in their order, each with an id."""
    found = list(questions)
    taken = {each.external_id for each in found}
    for place, question in enumerate(found):
        if not question.external_id:
            found[place] = replace(question, external_id=new_id(question, taken))
            taken.add(found[place].external_id)
    return found
