"""What a second one of the staff is asked before very many get an announcement, or have one changed in their chats."""

from guidance.outreach.broadcasts import Broadcast
from guidance.people.staff import Member
from handlers.announcement_desk import Desk, now
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
        if of.to_come:
            parts.append(words.html("card.correction_comes", left=words.number(of.to_come)))
        label = words.text("button.agree_correction")
    else:
        parts = [
            words.html("confirm.ask", number=one.id),
            await summary(services, one, await reach(services, one), words),
        ]
        if one.starts_at is not None and one.starts_at > now():
            moment = words.moment(one.starts_at.astimezone(services.timezone))
            parts += [words.html("card.starts", moment=moment), words.html("confirm.late")]
        else:
            parts.append(words.html("card.starts_agreed"))
        label = words.text("button.agree_now")
    wish = SteerAnnouncement(number=one.id, version=one.version, wish="confirm")
    rows = [*looks(services, one, words), [button(label, wish)]]
    return Screen("\n\n".join(parts), [*rows, back_and_home(words, OpenAnnouncement(number=one.id))])
