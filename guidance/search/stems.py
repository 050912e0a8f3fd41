"""What is left of a folded word without its endings, Russian or Kazakh; a table of endings, not a grammar.

Folding letters does most of the work (docs/search.md has the figures); this catches «Караганде», «сварщиком»,
«Алматыдағы», «колледжіне».
"""

from functools import lru_cache

SHORTEST = 4
"""Letters left at least; one less after a single ending of two letters or more («Ойылда»), one more after three."""
MOST_CUTS = 3

# As fold() writes them: ы, й and і are и; я is иа, ю is иу; of double letters one is left.
_RUSSIAN = """
    а у е и о ом ем ои еи ам ами ах ов ев иа иу ию ии иам иами иах иеи ие их им ими ого его ому ему аиа уиу ую ова ева
    ови еви ост иест ник овои евои ин ина ини
"""
_KAZAKH = """
    лар лер дар дер тар тер нин дин тин га ге ка ке на не ни ди ти да де та те дан ден тан тен нан нен мен бен пен
    си ли лик лики лиги шилик ми им ин м н к миз низ даги деги таги теги аги еги ан ен
    ндаги ндеги нда нде ули кизи ша ше
"""
_ENDINGS = frozenset(f"{_RUSSIAN} {_KAZAKH}".split())
_LONGEST = max(map(len, _ENDINGS))
# қ, к and п become ғ, г and б before a vowel: «тарақ», «тарағы»; «мектеп», «мектебі».
_HARD = {"г": "к", "б": "п"}


@lru_cache(maxsize=16384)
def stems(word: str, most_cuts: int = MOST_CUTS) -> dict[str, int]:
    """Each stem of a folded word with the number of endings (0 to ``most_cuts``) cut off it."""
    found = {hardened(word): 0}
    last = [word]
    for cuts in range(1, most_cuts + 1):
        least = SHORTEST + (cuts == MOST_CUTS)
        shorter = [
            one[:-length]
            for one in last
            for length in range(1, min(_LONGEST, len(one) - least + (cuts == 1)) + 1)
            # Of «кенге» folding leaves «кене».
            if one[-length:] in _ENDINGS and (length > 1 or cuts > 1 or len(one) > least or one[-2:] == "не")
        ]
        for one in shorter:
            found.setdefault(hardened(one), cuts)
        last = shorter
    return found


def hardened(stem: str) -> str:
    """A stem with its last consonant as it stands at the end of a word."""
    return stem[:-1] + _HARD[stem[-1]] if stem[-1:] in _HARD else stem
