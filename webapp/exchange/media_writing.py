"""Pictures and sounds of a bank on their way into a file: which of them its questions show, and what they are called
there."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from webapp.exchange.contract import DraftQuestion, MediaFile
from webapp.exchange.writing import Losses, shown_by
from webapp.text.references import REFERENCE

# In HTML the source of a tag, in Markdown the address of an image: what stands elsewhere is text.
_IN_HTML = re.compile(rf"(<(?:img|audio)\b[^<>]*?\ssrc\s*=\s*[\"']?){REFERENCE.pattern}(?=[\"'\s/>])", re.IGNORECASE)
_IN_MARKDOWN = re.compile(rf"(!\[[^\]\n]{{0,300}}\]\(){REFERENCE.pattern}(?=[)\s])")
Address = Callable[[str], str]


def file_name(file: MediaFile) -> str:
    """The same wherever it is written, and that of no other picture."""
    return f"{file.key}.{file.extension}"


@dataclass(slots=True)
class Album:
    """`media` are those of the bank by their keys; `used` those that were written so far, by the names of their
    files."""

    media: Mapping[str, MediaFile]
    used: dict[str, MediaFile] = field(default_factory=dict)

    def take(self, question: DraftQuestion, losses: Losses) -> list[MediaFile]:
        """What the question shows, each once; what the bank does not have is named among the losses."""
        keys = [reference.removeprefix("media:").partition(".")[0] for reference in shown_by(question)]
        found = [self.media[key] for key in dict.fromkeys(keys) if key in self.media]
        if len(found) < len(set(keys)):
            message = "A picture or sound of it is not among those of the bank: it is named in the text alone."
            losses.add(question, "write.media", message, "Bring it anew.")
        self.used |= {file_name(file): file for file in found}
        return found

    def addressed(self, text: str, format: str, address: Address = escape) -> tuple[str, list[MediaFile]]:
        """The text with addresses in the place of references, and what they lead to. `address` makes one of the name
        of a file; what the bank does not have stays a reference."""
        pattern = {"html": _IN_HTML, "markdown": _IN_MARKDOWN}.get(format)
        seen: dict[str, MediaFile] = {}

        def replaced(found: re.Match[str]) -> str:
            file = self.media.get(found[2])
            if file is None or file.extension != found[3]:
                return found[0]
            seen[file.key] = file
            return found[1] + address(file_name(file))

        if pattern is None or "media:" not in text:
            return text, []
        made = pattern.sub(replaced, text)
        self.used |= {file_name(file): file for file in seen.values()}
        return made, list(seen.values())


def bytes_of(files: Iterable[MediaFile]) -> dict[str, bytes]:
    """By the names of the files, in their order."""
    return dict(sorted((file_name(file), file.data) for file in files))
