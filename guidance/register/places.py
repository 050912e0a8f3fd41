"""Where the rows of a sheet say that a college stands: in cells, in merged ones above, in headings of sections."""

import re
from collections.abc import Mapping, Sequence

from guidance.register.headings import Header
from guidance.register.known import Known, without_kind
from guidance.register.names import is_kazakh
from guidance.register.sheets import Sheet, SheetRow
from guidance.search.folding import fold


class Places:
    """Follows the rows of one sheet from above to below, for a row may leave its region to those above it."""

    def __init__(self, sheet: Sheet, header: Header, known: Known) -> None:
        """Begin above the first row, with the region that the sheet is named after."""
        self._merged, self._columns, self._known = sheet.merged, header.columns, known
        self._region = known.region_called(sheet.name)
        # The last region that a cell named; below a merged cell: its text and last row, by column.
        self._above = ""
        self._held: dict[int, tuple[str, int]] = {}

    def begins_region(self, row: SheetRow) -> bool:
        """Whether a row holds nothing but the name of a region, to which those below belong."""
        texts = {text for text in row.cells if text}
        # «Область Абай (12 колледжей)»
        region = self._known.region_called(re.sub(r"\(.*?\)", " ", texts.pop())) if len(texts) == 1 else ""
        if region:
            self._region, self._above = region, ""
        return bool(region)

    def below_merged(self, row: SheetRow) -> SheetRow:
        """The row with the region and the place of the merged cells that it stands beside."""
        texts = list(row.cells)
        for place in (place for name in ("region", "place") for place in self._columns.get(name, ())):
            texts += [""] * (place + 1 - len(texts))
            if last := self._merged.get((place, row.number)):
                self._held[place] = (texts[place], last)
            text, last = self._held.get(place, ("", 0))
            if not texts[place] and row.number <= last:
                texts[place] = text
        return SheetRow(row.number, tuple(texts))

    def of(self, cells_of: Mapping[str, str]) -> dict[str, str]:
        """``region``, ``city_ru`` and ``city_kk`` of a row, given the texts of its fields; empty where not told."""
        region = self._region
        self._above = cells_of.get("region", self._above)
        if self._above:
            # Below a region stand its rows, in files, too, that cannot merge cells.
            region = self._known.region_called(self._above)
        place, towns = self._town_among(cells_of.get("place", "").split("; "), region)
        if self._above and "region" not in cells_of and towns and region not in {town["region"] for town in towns}:
            # Forgotten rather than left out: neither region is sure.
            return {"region": ""}
        if not region and "region" not in cells_of and len({town["region"] for town in towns}) == 1:
            region = towns[0]["region"]
        if not region and "region" not in cells_of:
            # «г. Астана» in the place of a region's name.
            region = self._known.region_called(place)
        town = next((one for one in towns if one["region"] == region), None)
        if town:
            return {"region": region, "city_ru": town["name_ru"], "city_kk": town["name_kk"]}
        return {"region": region, "city_kk" if is_kazakh(place) else "city_ru": " ".join(place.split())}

    def _town_among(self, places: Sequence[str], region: str) -> tuple[str, Sequence[Mapping[str, str]]]:
        """Of a district, a town and a village in columns of their own: the town of the region, else the last one."""
        by_name = self._known.towns_by_name
        found = [(place, by_name.get(without_kind(place), ()) or by_name.get(fold(place), ())) for place in places]
        here = [(place, towns) for place, towns in found if any(town["region"] == region for town in towns)]
        return (here or [one for one in found if one[1]] or found)[-1]
