"""The texts that stand anywhere in the content of a question, which is nested as JSON is."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any


def texts_in(value: Any) -> Iterator[str]:
    """In their order; the names of fields are none."""
    if isinstance(value, str):
        yield value
    else:
        parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
        for part in parts:
            yield from texts_in(part)


def with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """The same with each text as `change` gives it back."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: with_texts(each, change) for name, each in value.items()}
    return [with_texts(each, change) for each in value] if isinstance(value, list) else value
