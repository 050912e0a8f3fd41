"""The folded words of a text, with words parted that people write as one."""

import re

from guidance.search.folding import fold

# «медколледж», "stroitelnyicollege": a school and what it teaches, written as one word.
_COMPOUND = re.compile(r"^(\w{2,})((?:колеж|училиш|техникум)\w*)$")


def words_of(text: str) -> list[str]:
    """The folded words of a text, of a compound with a kind of school both parts."""
    found: list[str] = []
    for word in fold(text).split():
        parts = _COMPOUND.match(word)
        found += parts.groups() if parts else (word,)
    return found
