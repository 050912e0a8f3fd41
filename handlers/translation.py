"""The texts of ``locales/`` in the reader's language."""

import datetime as dt
import html
from collections.abc import Mapping
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal

from guidance.catalogue.cells import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)


class TextsError(Exception):
    """The texts of a language cannot be read; the message names the file."""


class Words:
    """The texts of one language, by key.

    ``text`` is for plain places (buttons, notices), ``html`` for messages: there every value is escaped,
    so what people or tables bring along is never taken for markup.
    """

    def __init__(self, language: Language, translations: GNUTranslations) -> None:
        """Speak this language."""
        self.language: Language = language
        self._translations = translations

    def text(self, key: str, **values: Any) -> str:
        """A plain text with its values."""
        return self._translations.gettext(key).format(**values)

    def html(self, key: str, **values: Any) -> str:
        """A text with Telegram's HTML; the values are escaped."""
        return self.text(key, **_escaped(values))

    def plural(self, key: str, number: int, **values: Any) -> str:
        """A plain text in the plural form that the number asks for; ``{number}`` is the number."""
        return self._translations.ngettext(key, key, number).format(number=number, **values)

    def date(self, partial_date: str) -> str:
        """``2025``, ``2025-06`` or ``2025-06-30`` as people write it."""
        year, *rest = partial_date.split("-")
        if not rest:
            return year
        return f"{rest[-1]}.{rest[0]}.{year}" if len(rest) > 1 else f"{rest[0]}.{year}"

    def short_region(self, name: str) -> str:
        """The name of a region without the word for region, short enough for a button."""
        return name.replace(self.text("region.word"), "").strip()

    def alphabetical(self, name: str) -> list[int]:
        """A key that sorts names as the alphabet does: by code point, the letters of Kazakh alone would come last."""
        alphabet = self.text("alphabet")
        return [alphabet.find(letter) for letter in name.casefold()]

    def number(self, value: float) -> str:
        """A number with its thousands parted, as the language writes it."""
        return format_decimal(value, locale=self.language)

    def day(self, day: dt.date) -> str:
        """A day with its year, in words."""
        return format_date(day, self.text("pattern.day"), locale=self.language)

    def day_of_year(self, day: dt.date) -> str:
        """A day and its month, in words."""
        return format_date(day, "d MMMM", locale=self.language)

    def moment(self, moment: dt.datetime) -> str:
        """A day with its year, in words, and the time of the day."""
        return f"{self.day(moment)}, {moment:%H:%M}"

    def month(self, day: dt.date) -> str:
        """A month with its year, in words."""
        return format_date(day, "LLLL y", locale=self.language)


def _escaped(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: html.escape(value, quote=False) if isinstance(value, str) else value for name, value in values.items()
    }


class Translations:
    """The texts of both languages."""

    def __init__(self, folder: Path) -> None:
        """Read ``<folder>/<language>/LC_MESSAGES/messages.po``.

        Raises:
            TextsError: a file is missing or broken.
        """
        self._words = {language: Words(language, _read(folder, language)) for language in LANGUAGES}

    def __getitem__(self, language: Language) -> Words:
        """The texts of one language."""
        return self._words[language]

    def guess(self, language_code: str | None) -> Words:
        """The texts for somebody who has not chosen yet, by the language of their Telegram (an IETF tag)."""
        return self._words["kk" if (language_code or "").lower().startswith("kk") else "ru"]


def _read(folder: Path, language: Language) -> GNUTranslations:
    path = folder / language / "LC_MESSAGES" / "messages.po"
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language, abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError) as error:
        raise TextsError(f"the texts {path} cannot be read: {error}") from error
    # Compiled at every start: what an owner edits is what people see, with no build step between.
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return GNUTranslations(buffer)
