"""Who somebody is, and a pupil's grade: said by choice, kept with the consent, changed and taken back at any time."""

import datetime as dt

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardButton

from guidance.people.person import Person
from guidance.people.roles import GRADES, ROLES, has_left, leaving_year
from handlers.callbacks import ChooseRole, OpenSettings
from handlers.home import language_screen
from handlers.screen import Screen, back_and_home, button, show
from handlers.services import Services
from handlers.translation import Words

router = Router(name=__name__)

_TAKE_BACK = "no"
_GRADES_A_ROW = 3


@router.callback_query(ChooseRole.filter())
async def choose_role(
    query: CallbackQuery, callback_data: ChooseRole, services: Services, words: Words, person: Person | None
) -> None:
    """Who are you? What a button carries is looked up, and nothing is kept without the consent."""
    if person is None:
        await show(query, language_screen(services, words))
        return
    wish, day = callback_data, dt.datetime.now(services.timezone).date()
    if person.consented_at and wish == ChooseRole(role="pupil"):
        await show(query, grade_screen(person, day, words))
        return
    role = next((role for role in ROLES if role == wish.role), None)
    is_grade_right = wish.grade in GRADES if role == "pupil" else wish.grade == 0
    if is_grade_right and (role or wish.role == _TAKE_BACK):
        leaves_in = leaving_year(wish.grade, day) if role == "pupil" else None
        await services.people.choose_role(person.chat_id, role, leaves_in)
        person = await services.people.find(person.chat_id) or person
    await show(query, about_me_screen(person, day, words))


def about_me_screen(person: Person, day: dt.date, words: Words) -> Screen:
    """Why it is asked, what is kept, and the choice; without the consent only that nothing is kept."""
    back = back_and_home(words, OpenSettings())
    if not person.consented_at:
        return Screen(words.html("about_me.before_consent"), [back])
    of = {
        role: _choice(words.text(f"button.who_{role}"), ChooseRole(role=role), is_chosen=role == person.role)
        for role in ROLES
    }
    no = _choice(words.text("button.who_not_said"), ChooseRole(role=_TAKE_BACK), is_chosen=person.role is None)
    text = words.html("about_me.text", who=who_text(person, day, words))
    return Screen(text, [[of["pupil"], of["parent"]], [of["student"]], [of["teacher"]], [no], back])


def grade_screen(person: Person, day: dt.date, words: Words) -> Screen:
    """In which grade a pupil is."""
    grades = [
        _choice(
            words.text("button.grade", grade=grade),
            ChooseRole(role="pupil", grade=grade),
            is_chosen=grade == person.grade(day),
        )
        for grade in GRADES
    ]
    rows = [grades[start : start + _GRADES_A_ROW] for start in range(0, len(grades), _GRADES_A_ROW)]
    return Screen(words.html("about_me.grade"), [*rows, back_and_home(words, ChooseRole())])


def who_text(person: Person, day: dt.date, words: Words) -> str:
    """Who somebody is, with the grade of a pupil on this day, plain: "pupil, grade 9"."""
    if person.role is None:
        return words.text("who.not_said")
    if grade := person.grade(day):
        return words.text("who.pupil_in_grade", grade=grade)
    if has_left(person.leaves_in, day):
        return words.text("who.pupil_after_school")
    return words.text(f"who.{person.role}")


def _choice(name: str, wish: ChooseRole, *, is_chosen: bool) -> InlineKeyboardButton:
    return button(f"✅ {name}" if is_chosen else name, wish)
