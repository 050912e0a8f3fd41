"""How long one studies, in words."""

from collections.abc import Sequence

from handlers.translation import Words

_MONTHS_A_YEAR = 12


def duration(months: Sequence[int], words: Words) -> str:
    """Years and months of each duration (in months), or that it is not known."""
    if not months:
        return words.text("unknown")
    return " / ".join(_one(number, words) for number in months)


def _one(months: int, words: Words) -> str:
    years, rest = divmod(months, _MONTHS_A_YEAR)
    parts = [words.plural("count.years", years)] if years else []
    parts += [words.plural("count.months", rest)] if rest else []
    return " ".join(parts)
