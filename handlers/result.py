"""The result of the questionnaire: the profile, and the specialties that fit it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from aiogram import Router
from aiogram.types import CallbackQuery

from guidance.aptitude.interests import Interest
from guidance.aptitude.profile import Profile
from guidance.aptitude.questionnaire import Result
from guidance.matching.families import also_worth_a_look, best_families
from guidance.matching.specialties import SpecialtyMatch, best_specialties
from guidance.people.person import Person
from guidance.pictures.hexagon import profile_hexagon
from handlers.callbacks import (
    AskMore,
    OpenFields,
    OpenHistory,
    OpenResult,
    OpenSpecialty,
    OpenTeaching,
    Origin,
    Remind,
    StartAgain,
    TestStep,
)
from handlers.screen import Screen, back_and_home, button, numbered, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)

MINE = "mine"
# A picture takes some eight megabytes while it is drawn: two at a time, however many wait.
_DRAWING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="drawing")


@router.callback_query(OpenResult.filter())
async def result(
    query: CallbackQuery, callback_data: OpenResult, services: Services, words: Words, person: Person | None
) -> None:
    """Show the profile or the specialties of the questionnaire finished last."""
    if callback_data.part == "profile":
        await show_profile(query, services, words, person)
    else:
        profile = await profile_of(services, person)
        await show(query, specialties_screen(services, profile, words) if profile else no_result_screen(words))


async def show_profile(query: CallbackQuery, services: Services, words: Words, person: Person | None) -> None:
    """Send the hexagon with the same facts in words."""
    attempt = await services.attempts.latest_finished(person.chat_id) if person else None
    if attempt is None:
        await show(query, no_result_screen(words))
        return
    found = services.questionnaire.result(attempt.answers)
    labels = {interest: words.text(f"interest.{interest}.label") for interest in Interest}
    # Drawing takes some fifty milliseconds: other people's updates go on meanwhile.
    photo = await asyncio.get_running_loop().run_in_executor(
        _DRAWING,
        profile_hexagon,
        found.profile,
        labels,
        words.text("profile.title"),
        words.text("profile.scale"),
        found.deviations,
    )
    more = attempt.id if found.is_open and not attempt.extended else None
    await show(query, profile_screen(found, words, photo, more))


async def profile_of(services: Services, person: Person | None) -> Profile | None:
    """The profile of the attempt finished last, if there is one."""
    attempt = await services.attempts.latest_finished(person.chat_id) if person else None
    return services.questionnaire.result(attempt.answers).profile if attempt else None


def no_result_screen(words: Words) -> Screen:
    """There is nothing to show yet."""
    return Screen(
        words.html("result.none"),
        [[button(words.text("button.test"), TestStep(step="intro"))], back_and_home(words)],
    )


def profile_screen(result: Result, words: Words, photo: bytes, more: int | None = None) -> Screen:
    """The profile in words under its picture; ``more`` is the attempt that a few items more would make clearer."""
    profile = result.profile
    lines = [
        words.html(
            "profile.line",
            interest=words.text(f"interest.{interest}.label"),
            score=score(profile.scores[interest]),
            meaning=words.text(f"interest.{interest}.meaning"),
        )
        for interest in profile.ranked
    ]
    verdict = [_verdict(profile, words)]
    if not profile.is_flat:
        chance = min(round(result.leader_certainty * 10), 9)
        leader = words.text(f"interest.{profile.ranked[0]}.label")
        verdict.append(words.html("profile.certainty", interest=leader, chance=chance))
    if more is not None:
        verdict.append(words.html("profile.more"))
    title = f"<b>{words.html('profile.title')}</b>"
    text = "\n".join([title, "", *lines, "", *verdict, "", words.html("profile.care")])
    buttons = [
        [button(words.text("button.my_specialties"), OpenResult(part="specialties"))],
        *([[button(words.text("button.more_questions"), AskMore(attempt=more))]] if more is not None else []),
        [
            button(words.text("button.history"), OpenHistory()),
            button(words.text("button.again"), StartAgain()),
        ],
        [button(words.text("button.retake"), Remind(kind="retake", wish="set"))],
        back_and_home(words),
    ]
    return Screen(text, buttons, photo)


def score(value: float) -> str:
    """A score as both languages write it: ``3,7``."""
    return f"{value:.1f}".replace(".", ",")


def _verdict(profile: Profile, words: Words) -> str:
    """What stands out, close ones as equals; or that many doors are open."""
    if profile.is_flat:
        return words.html("profile.flat")
    groups = [
        words.text("profile.equal").join(words.text(f"interest.{interest}.label") for interest in group)
        for group in profile.top
    ]
    top = words.html("profile.top", interests=words.text("profile.then").join(groups))
    return f"{top} {words.html('profile.close')}" if any(len(group) > 1 for group in profile.top) else top


def specialties_screen(services: Services, profile: Profile, words: Words) -> Screen:
    """About seven specialties, each with its reason."""
    matches = best_specialties(profile, services.catalogue.specialties.values())
    again = [button(words.text("button.again"), StartAgain())]
    browse = [button(words.text("button.professions"), OpenFields())]
    if not matches:
        return Screen(words.html("fits.flat"), [browse, again, back_and_home(words)])
    families = best_families(profile, services.catalogue)
    parts = [
        words.html("fits.flat_title" if profile.is_flat else "fits.title"),
        words.html("fits.families", names="; ".join(family.name(words.language) for family in families)),
    ]
    parts += [_fit_line(str(number), match, words) for number, match in enumerate(matches, start=1)]
    shown = list(matches)
    if other := also_worth_a_look(profile, services.catalogue, matches):
        shown.append(other)
        parts += [words.html("fits.other"), _fit_line(str(len(shown)), other, words)]
    parts.append(words.html("fits.care"))
    buttons = [
        *numbered(shown, lambda match: OpenSpecialty(code=match.specialty.code, origin=Origin.RESULT)),
        [button(words.text("button.near"), OpenTeaching(code=MINE, origin=Origin.RESULT))],
        browse,
        back_and_home(words),
    ]
    return Screen("\n\n".join(parts), buttons)


def _fit_line(number: str, match: SpecialtyMatch, words: Words) -> str:
    return words.html(
        "fits.line",
        number=number,
        name=match.specialty.name(words.language),
        fit=words.text(f"fit.{match.fit}"),
        reason=reason(match, words),
    )


def reason(match: SpecialtyMatch, words: Words) -> str:
    """Why a specialty is shown, in words; plain text."""
    parts = []
    if match.shared:
        parts.append(words.text("reason.shared", interests=_interests(match.shared, words)))
    else:
        parts.append(words.text("reason.whole"))
    if match.missing:
        parts.append(words.text("reason.missing", interests=_interests(match.missing, words)))
    return " ".join(parts)


def _interests(interests: tuple[Interest, ...], words: Words) -> str:
    return ", ".join(words.text(f"interest.{interest}.short") for interest in interests)
