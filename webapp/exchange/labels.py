"""By what a teacher knows a question among its problems."""

from webapp.exchange.contract import DraftQuestion
from webapp.exchange.drafting import shown
from webapp.text import described


def label_of(draft: DraftQuestion) -> str:
    """Its title, else the beginning of what it asks, with words in the place of pictures; else its id."""
    content = draft.content
    return shown(draft.title or described(str(content.get("prompt") or content.get("text") or ""))) or draft.external_id


def label_as_read(draft: DraftQuestion) -> str:
    """As the reader had it, before it knew of pictures."""
    content = draft.content
    return shown(draft.title or str(content.get("prompt") or content.get("text") or "")) or draft.external_id
