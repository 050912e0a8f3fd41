"""From a region to a town, a field, a college and its place on the map, and back the same way."""

import pytest

from guidance.catalogue.cells import Language
from handlers.callbacks import (
    OpenCollege,
    OpenColleges,
    OpenNewSpecialty,
    OpenPlaceFields,
    OpenRegion,
    RegionPart,
    ShowOnMap,
)
from handlers.services import Services
from handlers.translation import LANGUAGES
from sandbox import Person, Sandbox
from tests.e2e.walking import buttons, choose_language, data_of, number_buttons

ZHETYSU, TALDYKORGAN = "KZ-33", "1518542"


async def somebody(sandbox: Sandbox, services: Services, language: Language) -> Person:
    person = sandbox.person(language=language)
    await choose_language(person, services, language)
    return person


@pytest.mark.parametrize("language", LANGUAGES)
async def test_region_town_college_map_and_back(sandbox: Sandbox, services: Services, language: Language) -> None:
    words, catalogue = services.translations[language], services.catalogue
    person = await somebody(sandbox, services, language)
    await person.presses(words.text("button.colleges"))
    await person.presses("▶️")
    region = catalogue.regions[ZHETYSU].name(language)
    await person.presses(words.short_region(region))
    region_page = person.screen
    assert region in region_page.text
    # 27 colleges by the akimat; the catalogue says what part of them it holds.
    assert "27" in region_page.text
    town, count = catalogue.towns_in(ZHETYSU)[0]
    assert town is not None

    await person.presses(f"{town.name(language)} · {count}")
    assert len(number_buttons(person.screen)) == count
    place = person.screen
    await person.presses("1")
    college = catalogue.colleges_in(ZHETYSU, town.id)[0]
    assert college.name(language) in person.screen.text
    assert college.name("kk" if language == "ru" else "ru") in person.screen.text
    card = person.screen
    await person.presses(words.text("button.map"))
    venue = person.screen.message["venue"]
    assert (venue["location"]["latitude"], venue["location"]["longitude"]) == town.point
    assert town.name(language) in venue["address"]

    await person.presses_data(data_of(card, words.text("button.back")), message_id=card.message["message_id"])
    assert person.screen.text == place.text
    await person.presses(words.text("button.back"))
    assert person.screen.text == region_page.text
    # The list of regions opens again at the page that it was left at.
    await person.presses(words.text("button.back"))
    assert any(words.short_region(region) in one for one in buttons(person.screen))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_field_in_a_town_and_back(sandbox: Sandbox, services: Services, language: Language) -> None:
    words, catalogue = services.translations[language], services.catalogue
    person = await somebody(sandbox, services, language)
    # A town on the second page of its region.
    town = next(town for town, _ in catalogue.towns_in("KZ-15")[8:] if town and catalogue.fields_in("KZ-15", town.id))
    field, count = catalogue.fields_in("KZ-15", town.id)[0]
    await person.presses_data(OpenRegion(region="KZ-15", page=1).pack())

    walked = [person.screen.text]
    for label in (f"{town.name(language)} · ", words.text("button.by_field"), f"{field.name(language)} · {count}", "1"):
        await person.presses(label)
        assert person.screen.text not in walked
        walked.append(person.screen.text)

    college = catalogue.colleges_in("KZ-15", town.id, field.code)[0]
    assert college.name(language) in person.screen.text
    for before in reversed(walked[:-1]):
        await person.presses(words.text("button.back"))
        assert person.screen.text == before
    assert any(one.startswith(town.name(language)) for one in buttons(person.screen))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_cards_lead_back_to_the_list_of_the_region(
    sandbox: Sandbox, services: Services, language: Language
) -> None:
    words = services.translations[language]
    person = await somebody(sandbox, services, language)
    for data, sign in (
        (RegionPart(region="KZ-61", part="employers"), "🏫 1"),
        (RegionPart(region=ZHETYSU, part="new"), "🛠"),
    ):
        await person.presses_data(data.pack())
        listed = person.screen
        await person.presses(sign)
        assert words.text("button.save") in buttons(person.screen)
        assert person.screen.text != listed.text
        await person.presses(words.text("button.back"))
        assert person.screen.text == listed.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_by_field(sandbox: Sandbox, services: Services, language: Language) -> None:
    words, catalogue = services.translations[language], services.catalogue
    person = await somebody(sandbox, services, language)
    await person.presses_data(OpenRegion(region="KZ-71").pack())
    await person.presses(words.text("button.by_field"))
    field, count = catalogue.fields_in("KZ-71")[0]
    await person.presses(f"{field.name(language)} · {count}")
    assert field.name(language) in person.screen.text
    listed = person.screen
    await person.presses("1")
    college = catalogue.colleges_in("KZ-71", "", field.code)[0]
    assert college.name(language) in person.screen.text
    assert any((one.specialty or one.code)[:2] == field.code for one in catalogue.programmes_at(college.id))
    await person.presses(words.text("button.back"))
    assert person.screen.text == listed.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_else_is_known_of_a_region(sandbox: Sandbox, services: Services, language: Language) -> None:
    words = services.translations[language]
    person = await somebody(sandbox, services, language)
    for part, sign in (("figures", words.number(13900)), ("employers", "JLC"), ("new", "2025")):
        await person.presses_data(OpenRegion(region=ZHETYSU).pack())
        await person.presses(words.text(f"button.region_{part}"))
        text = person.screen.text
        if sign not in text:
            await person.presses("▶️")
            text += person.screen.text
        assert sign in text
        # Every figure and every statement has its source.
        links = [one for one in person.screen.message["entities"] if one["type"] == "text_link"]
        assert links
    # Where nothing is known, there is no button that leads to nothing; and a city is not its own only town.
    await person.presses_data(OpenRegion(region="KZ-47").pack())
    assert words.text("button.region_figures") not in buttons(person.screen)
    await person.presses_data(OpenRegion(region="KZ-75").pack())
    assert words.text("button.all_colleges") in buttons(person.screen)
    assert not any(" · " in one for one in buttons(person.screen))


async def test_a_specialty_leads_to_where_it_is_taught(sandbox: Sandbox, services: Services) -> None:
    words = services.translations["ru"]
    person = await somebody(sandbox, services, "ru")
    await person.sends("/start s_07150500")
    assert words.text("interest.R.label") in person.screen.text
    assert "Актюбинская (13)" in person.screen.text
    await person.presses(words.text("button.where"))
    await person.presses("Актюбинская")
    await person.presses("1")
    card = person.screen
    assert data_of(card, words.text("button.back")).startswith("w1:07150500:KZ-15")


@pytest.mark.parametrize(
    "data",
    [
        OpenRegion(region="KZ-99").pack(),
        RegionPart(region="", part="figures").pack(),
        OpenColleges(region="KZ-71", town=TALDYKORGAN).pack(),
        OpenColleges(region="KZ-71", field="99").pack(),
        OpenPlaceFields(region="KZ-71", town="../etc").pack(),
        OpenCollege(college="99-999").pack(),
        "i3:KZ-33:secrets:0",
        "i4:07150500:KZ-33",
        OpenNewSpecialty(code="99999999", region="KZ-33").pack(),
        "c1:KZ-71:0",
        "k1:71-004::0:f",
    ],
)
async def test_forged_and_old_buttons(sandbox: Sandbox, services: Services, data: str) -> None:
    words = services.translations["ru"]
    person = await somebody(sandbox, services, "ru")
    await person.presses_data(data)
    assert person.screen.text in {
        words.text("gone.text"),
        words.text("unknown.button"),
    }


async def test_pages_that_are_not_there_and_places_without_a_pin(sandbox: Sandbox, services: Services) -> None:
    words, catalogue = services.translations["ru"], services.catalogue
    person = await somebody(sandbox, services, "ru")
    for data in (
        OpenRegion(region=ZHETYSU, page=10**9),
        RegionPart(region=ZHETYSU, part="employers", page=-5),
        OpenColleges(region="KZ-75", page=10**9),
        OpenCollege(college="71-004", page=-1, part=10**9),
    ):
        await person.presses_data(data.pack())
        assert person.screen.buttons
    nowhere = next(
        one for one in catalogue.colleges.values() if (town := catalogue.town_of(one)) is None or town.point is None
    )
    await person.presses_data(OpenCollege(college=nowhere.id).pack())
    assert words.text("button.map") not in buttons(person.screen)
    await person.presses_data(ShowOnMap(college=nowhere.id).pack())
    assert person.alerts[-1] == words.text("map.unknown")
