"""A row of the access table: who gets what from one endpoint and method."""

from __future__ import annotations

from typing import NamedTuple

TO_LOGIN = 303


class Row(NamedTuple):
    stranger: int
    guest: int
    other: int
    query: dict[str, str] = {}  # noqa: RUF012 # never changed
    fields: dict[str, str] = {}  # noqa: RUF012
    # Which ids in path, query or fields are somebody's own; `foreign` must not learn that they exist.
    own: tuple[str, ...] = ()
    foreign: str = "other"
    student: int | None = None  # None: like the other guest
    classmate: int | None = None  # None: like the student
    teacher: int | None = None
    admin: int | None = None
    disabled: int = TO_LOGIN  # the login has ended
    needs_login: bool = False

    def of(self, who: str) -> int:
        found = getattr(self, who)
        if found is None:
            found = self.other if self.student is None else self.student
        return int(found)
