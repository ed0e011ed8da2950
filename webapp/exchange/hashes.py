"""Two hashes of a question, by which a new upload is compared with what a bank has (the upload pipeline,
step 5)."""

import hashlib
import json
from typing import Any
from unicodedata import normalize

from webapp.exchange.contract import DraftQuestion


def stem_hash(draft: DraftQuestion) -> str:
    """SHA-256 in hex of what is asked: kind, prompt and, of a cloze, its text; the case of letters and the
    amount of white space do not count. Equal for a question whose answers or explanations were edited."""
    content = draft.content
    asked = (str(content.get("prompt", "")), str(content.get("text", "")))
    return _hash([draft.kind, *(" ".join(normalize("NFC", text).casefold().split()) for text in asked)])


def full_hash(draft: DraftQuestion) -> str:
    """SHA-256 in hex of the whole content as its kind validated it: key, options, points, feedback and all.
    Equal exactly when a learner would see and be marked the same; what belongs to the bank (topic, source)
    is not in it."""
    return _hash(draft.content)


def _hash(value: Any) -> str:
    """Of canonical JSON: keys sorted, no white space, letters as they are (NFC: the reader saw to that)."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
