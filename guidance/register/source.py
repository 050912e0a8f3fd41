"""Where a register is from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """What rows that a register adds or changes will name as their source.

    ``note`` says in words what the register is, ``date`` (YYYY-MM-DD) is the day for which it holds, ``url`` the page
    it was published on, if any.
    """

    note: str
    date: str
    url: str = ""
