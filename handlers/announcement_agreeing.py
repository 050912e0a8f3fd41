"""What a second one of the staff is asked before an announcement to very many begins."""

from guidance.outreach.broadcasts import Broadcast
from handlers.announcement_draft import looks, reach, summary
from handlers.callbacks import OpenAnnouncement, SteerAnnouncement
from handlers.screen import Screen, back_and_home, button
from handlers.services import Services
from handlers.translation import Words


async def agreeing_screen(services: Services, one: Broadcast, words: Words) -> Screen:
    """Shall it begin? With whom it is for and how many they are at this moment."""
    starts_at = one.starts_at.astimezone(services.timezone) if one.starts_at else None
    parts = [
        words.html("confirm.ask", number=one.id),
        await summary(services, one, await reach(services, one), words),
        words.html("card.starts", moment=words.moment(starts_at)) if starts_at else "",
        words.html("confirm.late"),
    ]
    wish = SteerAnnouncement(number=one.id, version=one.version, wish="confirm")
    rows = [*looks(services, one, words), [button(words.text("button.agree_now"), wish)]]
    text = "\n\n".join(filter(None, parts))
    return Screen(text, [*rows, back_and_home(words, OpenAnnouncement(number=one.id))])
