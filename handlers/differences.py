"""What an import of the register would change, in words."""

import html
import string
from collections.abc import Iterator
from dataclasses import asdict

from guidance.register.faults import SENTENCES, RegisterError, RegisterFault
from guidance.register.preview import Counts, Preview
from handlers.translation import Words

# A caption holds 1,024 characters; markup and escapes count here too, so this is on the safe side.
_CAPTION = 1000
_FAULTS = 10
_EXAMPLES = 3
_HEADINGS = 5
_SHORT, _LONG = 40, 90
# The columns of a college that a register can change; each has a name in both languages.
_COLUMNS = frozenset(
    {
        *("address_ru", "after_grade", "aliases", "bin", "city_kk", "city_ru", "dormitory", "dual", "email", "founded"),
        *("languages", "name_kk", "name_ru", "ownership", "phone", "region", "students", "website"),
    }
)
_TITLES = (
    *("sheet_added", "sheet_changed", "sheet_programmes", "sheet_missing", "sheet_unclear", "sheet_not_taken"),
    *("id", "name", "place", "similar", "column", "before", "after", "code", "sheet", "row", "candidates", "reason"),
)


def preview_caption(name: str, preview: Preview, words: Words, title: str = "") -> str:
    """What would change, in numbers and with a few examples; Telegram's HTML, short enough for a caption.

    ``title`` is HTML that stands above it.
    """
    parts = [title] if title else []
    parts.append(words.html("register.read", name=cut(name, _LONG), rows=preview.rows))
    if preview.is_empty:
        parts.append(words.html("register.nothing_new"))
    if counts := counts_text(preview.counts, words):
        parts.append(counts)
    if preview.unused:
        headings = ", ".join(f"«{cut(one, _SHORT)}»" for one in preview.unused[:_HEADINGS])
        more = "…" if len(preview.unused) > _HEADINGS else ""
        parts.append(words.html("register.unused", headings=headings + more))
    text = "\n\n".join(parts)
    examples = ""
    for line in _examples(preview, words):
        if len(text) + len(examples) + len(line) > _CAPTION:
            break
        examples += "\n" + line
    return text + ("\n" + examples if examples else "")


def counts_text(counts: Counts, words: Words) -> str:
    """A line for each number that is not 0; Telegram's HTML."""
    lines = [words.html(f"register.count.{name}", number=number) for name, number in asdict(counts).items() if number]
    return "\n".join(lines)


def done_text(counts: Counts) -> str:
    """What an import changed, in one short line of the same signs."""
    return f"➕ {counts.added} · ✏️ {counts.changed} · 📚 {counts.programmes}"


def refusal_text(error: RegisterError, words: Words) -> str:
    """Why nothing was done, the first faults each with its place; Telegram's HTML."""
    lines = [_fault_line(fault, words) for fault in error.faults[:_FAULTS]]
    if len(error.faults) > len(lines):
        lines.append(words.html("register.more_faults", number=len(error.faults) - len(lines)))
    if not any(fault.code == "unfinished" for fault in error.faults):
        lines += ["", words.html("register.nothing_changed")]
    return "\n".join(lines)


def titles(words: Words) -> dict[str, str]:
    """The words of the workbook of differences."""
    sentences = {
        # The workbook fills the sentences in itself, so each place is filled with its own name in braces.
        f"fault.{code}": words.text(f"register.fault.{code}", **{one: f"{{{one}}}" for one in _placeholders(sentence)})
        for code, sentence in SENTENCES.items()
    }
    return sentences | {name: words.text(f"register.title.{name}") for name in _TITLES}


def cut(text: str, most: int) -> str:
    """A text in one line of at most so many characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _examples(preview: Preview, words: Words) -> Iterator[str]:
    for added in preview.added[:_EXAMPLES]:
        yield words.html("register.example.added", name=cut(added.name, _LONG), place=cut(added.place, _SHORT))
        if added.similar:
            yield words.html("register.example.similar", name=cut(added.similar[0], _LONG))
    # One change of each college: many different ones tell more of what the register says.
    firsts = {changed.id: changed for changed in reversed(preview.changed)}
    for changed in list(reversed(firsts.values()))[:_EXAMPLES]:
        yield words.html(
            "register.example.changed",
            name=cut(changed.name, _LONG),
            column=words.text(f"register.column.{changed.column}") if changed.column in _COLUMNS else changed.column,
            before=_cell(changed.before, words),
            after=_cell(changed.after, words),
        )
    for unclear in preview.unclear[:_EXAMPLES]:
        yield words.html("register.example.unclear", name=cut(unclear.name, _LONG), row=unclear.row)
    kinds = {(fault.code, fault.sheet, fault.column): fault for fault in reversed(preview.not_taken)}
    for fault in list(reversed(kinds.values()))[:_EXAMPLES]:
        yield f"⚠️ {_fault_line(fault, words)}"


def _cell(value: str, words: Words) -> str:
    """A cell of a table as people read it."""
    if value in ("yes", "no"):
        return words.text("yes_no.true" if value == "yes" else "yes_no.false")
    return cut(value.replace("|", ", "), _SHORT) or "—"


def _fault_line(fault: RegisterFault, words: Words) -> str:
    place = []
    if fault.sheet:
        place.append(words.text("register.place.sheet", sheet=cut(fault.sheet, _SHORT)))
    if fault.row:
        place.append(words.text("register.place.row", row=fault.row))
    if fault.column:
        place.append(words.text("register.place.column", column=cut(fault.column, _SHORT)))
    values = {name: cut(value, _LONG) for name, value in fault.values.items()}
    sentence = words.html(f"register.fault.{fault.code}", **values)
    return f"<b>{html.escape(', '.join(place), quote=False)}</b>: {sentence}" if place else sentence


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
