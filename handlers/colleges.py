"""The colleges of a place: of a region, a town, a field of study taught there."""

from aiogram import Router
from aiogram.types import CallbackQuery

from guidance.catalogue.catalogue import NO_TOWN, Catalogue
from guidance.catalogue.models import College
from handlers.callbacks import OpenCollege, OpenColleges, OpenPlaceFields, OpenRegion
from handlers.gone import gone_screen
from handlers.regions import coverage_line
from handlers.screen import PAGE, Screen, back_and_home, button, numbered, page_of, pager, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)


@router.callback_query(OpenColleges.filter())
async def colleges(query: CallbackQuery, callback_data: OpenColleges, services: Services, words: Words) -> None:
    """The colleges of a place."""
    known = _is_known(services.catalogue, callback_data.region, callback_data.town, callback_data.field)
    await show(query, colleges_screen(services, callback_data, words) if known else gone_screen(words))


@router.callback_query(OpenPlaceFields.filter())
async def place_fields(query: CallbackQuery, callback_data: OpenPlaceFields, services: Services, words: Words) -> None:
    """The fields of study taught in a place."""
    place = callback_data
    known = _is_known(services.catalogue, place.region, place.town)
    await show(query, place_fields_screen(services, place.region, place.town, words) if known else gone_screen(words))


def colleges_screen(services: Services, wish: OpenColleges, words: Words) -> Screen:
    """A page of the colleges of a place, each with what tells it from the others."""
    catalogue, language = services.catalogue, words.language
    found = catalogue.colleges_in(wish.region, wish.town, wish.field)
    page = page_of(found, wish.page)
    lines = [
        words.html(
            "list.line", number=number, name=one.name(language), detail=_detail(catalogue, one, wish.town, words)
        )
        for number, one in enumerate(page.of(found), start=page.start + 1)
    ]
    parts = [words.html("colleges.title", region=place_name(catalogue, wish.region, wish.town, words))]
    if wish.field:
        parts.append(words.html("colleges.of_field", name=catalogue.fields[wish.field].name(language)))
    parts.append("\n".join(lines) if lines else words.html("colleges.none"))
    parts.append(words.html("colleges.field_care") if wish.field else coverage_line(catalogue, wish.region, words))
    rows = [
        *numbered(
            page.of(found),
            lambda one: OpenCollege(college=one.id, town=wish.town, field=wish.field, page=page.number),
            first=page.start + 1,
        ),
        *pager(page, lambda number: wish.model_copy(update={"page": number})),
    ]
    fields = OpenPlaceFields(region=wish.region, town=wish.town)
    if wish.town and not wish.field and catalogue.fields_in(wish.region, wish.town):
        rows.append([button(words.text("button.by_field"), fields)])
    back = fields if wish.field else OpenRegion(region=wish.region, page=_page_of_town(catalogue, wish))
    return Screen("\n\n".join(parts), [*rows, back_and_home(words, back)])


def place_fields_screen(services: Services, region: str, town: str, words: Words) -> Screen:
    """The fields of study that colleges of a place are known to teach, with how many."""
    catalogue = services.catalogue
    fields = catalogue.fields_in(region, town)
    rows = [
        [button(f"{one.name(words.language)} · {count}", OpenColleges(region=region, town=town, field=one.code))]
        for one, count in fields
    ]
    title = words.html("place_fields.title", place=place_name(catalogue, region, town, words))
    parts = [title] if fields else [title, words.html("place_fields.none")]
    back = OpenColleges(region=region, town=town) if town else OpenRegion(region=region)
    return Screen(
        "\n\n".join([*parts, coverage_line(catalogue, region, words)]),
        [*rows, back_and_home(words, back)],
    )


def place_name(catalogue: Catalogue, region: str, town: str, words: Words) -> str:
    """The region, or the town with its region behind it."""
    name = catalogue.regions[region].name(words.language)
    if not town:
        return name
    place = catalogue.towns.get(town)
    shown = place.name(words.language) if place else words.text("place.unknown")
    return shown if shown == name else f"{shown}, {name}"


def _detail(catalogue: Catalogue, college: College, town: str, words: Words) -> str:
    """The place, where the list does not say it, and how much is known of what is taught there."""
    # Of a town that is not known the district may be.
    place = "" if town in catalogue.towns else college.city(words.language)
    programmes = len(catalogue.programmes_at(college.id))
    taught = words.plural("count.programmes", programmes) if programmes else words.text("colleges.not_known_what")
    return " · ".join(filter(None, [place, taught]))


def _page_of_town(catalogue: Catalogue, wish: OpenColleges) -> int:
    """On which page of its region a town stands."""
    towns = [town.id if town else NO_TOWN for town, _ in catalogue.towns_in(wish.region)]
    return towns.index(wish.town) // PAGE if wish.town in towns else 0


def _is_known(catalogue: Catalogue, region: str, town: str = "", field: str = "") -> bool:
    in_region = town in ("", NO_TOWN) or (town in catalogue.towns and catalogue.towns[town].region == region)
    return region in catalogue.regions and in_region and (not field or field in catalogue.fields)
