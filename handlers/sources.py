"""Where a fact is from, as a line under it."""

import html

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.rows import Row
from handlers.translation import Words

KNOWN_KINDS = frozenset(
    {
        "catalogue_copy",
        "classifier_copy",
        "college_app",
        "directory",
        "founding_text",
        "gazetteer",
        "government",
        "licence",
        "name_match",
        "news",
        "official_bot",
        "official_site",
        "project",
        "rating_table",
        "regional_profile",
        "register",
        "statistics_office",
    }
)


def source_line(row: Row, catalogue: Catalogue, words: Words) -> str:
    """The kind of source, linked where it has an address, its date, and when it was collected; Telegram's HTML."""
    date = (
        words.html("source.dated", date=words.date(row.source_date))
        if row.source_date
        else words.html("source.undated")
    )
    collected = words.html("source.collected", month=words.month(catalogue.collected))
    return words.text("source.line", source=source_link(row, words), date=date, collected=collected)


def source_link(row: Row, words: Words) -> str:
    """The kind of source, linked where it has an address; Telegram's HTML."""
    kind = row.source_kind if row.source_kind in KNOWN_KINDS else "other"
    name = words.html(f"source.{kind}")
    return f'<a href="{html.escape(row.source_url[0])}">{name}</a>' if row.source_url else name
