"""How people write Kazakh and Russian with letters that are at hand: look-alikes, and Latin of several kinds.

Each table gives, for a small letter, what may stand for it; the first is the usual one.
"""

from collections.abc import Mapping
from random import Random
from typing import TypeAlias

Alphabet: TypeAlias = Mapping[str, tuple[str, ...]]

_KAZAKH = "әғқңөұүһі"


def _table(rows: str) -> Alphabet:
    """Read ``letter:form,form`` parted by spaces; a letter without forms is left out of the word."""
    return {letter: tuple(forms.split(",")) for letter, forms in (row.split(":") for row in rows.split())}


LOOK_ALIKE: Alphabet = _table("ә:а,а,а,е ғ:г қ:к ң:н ө:о ұ:у ү:у һ:х і:и,и,и,ы")
"""Kazakh without its own nine letters, as typed on a Russian keyboard."""

LATIN_2018: Alphabet = _table(
    "а:a ә:á б:b в:v г:g ғ:ǵ д:d е:e ё:ıo ж:j з:z и:ı й:ı к:k қ:q л:l м:m н:n ң:ń о:o ө:ó п:p р:r с:s т:t у:ý ұ:u ү:ú"
    " ф:f х:h һ:h ц:ts ч:ch ш:sh щ:sh ъ: ы:y і:i ь: э:e ю:ıý я:ıa"
)
"""The official Latin of February 2018, with acutes."""

LATIN_2021: Alphabet = _table(
    "а:a ә:ä б:b в:v г:g ғ:ğ д:d е:e ё:io ж:j з:z и:i й:i к:k қ:q л:l м:m н:n ң:ñ о:o ө:ö п:p р:r с:s т:t у:u ұ:ū ү:ü"
    " ф:f х:h һ:h ц:ts ч:tş ш:ş щ:ş ъ: ы:y і:ı ь: э:e ю:iu я:ia"
)
"""The Latin of January 2021, with umlauts, breve and cedilla."""

BY_EAR_KAZAKH: Alphabet = _table(
    "а:a ә:a,a,e б:b в:v г:g ғ:g,g,gh д:d е:e ё:e,yo ж:zh,j з:z и:i й:i,y к:k қ:k,q л:l м:m н:n ң:n,n,ng о:o ө:o п:p"
    " р:r с:s т:t у:u,u,w ұ:u ү:u,y ф:f х:h,kh һ:h ц:c,ts ч:ch ш:sh щ:sh ъ: ы:y,i і:i ь: э:e ю:yu,iu я:ya,ia"
)
"""Kazakh in Latin without any marks, as in chats."""

BY_EAR_RUSSIAN: Alphabet = _table(
    "а:a б:b в:v г:g д:d е:e ё:e,yo ж:zh,j з:z и:i й:y,i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h,kh ц:c,ts ч:ch"
    " ш:sh щ:sch,sh ъ: ы:y,i ь: э:e ю:yu,iu я:ya,ia"
)
"""Russian in Latin, as in chats."""


def has_kazakh_letters(text: str) -> bool:
    """Whether a text has one of the nine letters that Russian lacks."""
    return any(letter in _KAZAKH for letter in text.casefold())


def respelt(text: str, alphabet: Alphabet, random: Random) -> str:
    """The text, in small letters, in another alphabet. A person writes a letter in one way throughout a text."""
    chosen = {letter: random.choice(forms) for letter, forms in alphabet.items()}
    return "".join(chosen.get(letter, letter) for letter in text.casefold())
