"""What a second one of the staff is asked before very many get an announcement, or have one changed in their chats."""

from guidance.outreach.broadcasts import Broadcast
from guidance.people.staff import Member
from handlers.announcement_desk import Desk
from handlers.announcement_draft import looks, may_change, reach, summary
from handlers.appointing import tell, words_of
from handlers.callbacks import OpenAnnouncement, SteerAnnouncement
from handlers.screen import Screen, back_and_home, button
from handlers.services import Services
from handlers.translation import Words


async def who_may_agree(desk: Desk, one: Broadcast) -> list[Member]:
    """Whoever of the staff, but the one at this desk, may agree to an announcement."""
    staff = await desk.services.staff.all()
    return [member for member in staff if member.chat_id != desk.chat_id and may_change(member, one)]


async def ask_to_agree(desk: Desk, one: Broadcast, members: list[Member]) -> None:
    """Write to each of them, in their language."""
    for member in members:
        words = await words_of(desk.services, member.chat_id)
        await tell(desk.bot, member.chat_id, await agreeing_screen(desk.services, one, words))


async def agreeing_screen(services: Services, one: Broadcast, words: Words) -> Screen:
    """Shall it begin? With whom it is for and how many they are at this moment.

    Of a correction: shall it change what it corrects?
    """
    of = await services.broadcasts.find(one.corrects) if one.corrects else None
    if of is not None:
        parts = [words.html("confirm.ask_correction", number=of.id, received=words.number(of.received))]
        label = words.text("button.agree_correction")
    else:
        starts_at = one.starts_at.astimezone(services.timezone) if one.starts_at else None
        parts = [
            words.html("confirm.ask", number=one.id),
            await summary(services, one, await reach(services, one), words),
            words.html("card.starts", moment=words.moment(starts_at)) if starts_at else "",
            words.html("confirm.late"),
        ]
        label = words.text("button.agree_now")
    wish = SteerAnnouncement(number=one.id, version=one.version, wish="confirm")
    rows = [*looks(services, one, words), [button(label, wish)]]
    text = "\n\n".join(filter(None, parts))
    return Screen(text, [*rows, back_and_home(words, OpenAnnouncement(number=one.id))])
