"""What the conversations work with, put together by ``bot`` and handed to every handler."""

import datetime as dt
from dataclasses import dataclass

from guidance.aptitude.attempts import Attempts
from guidance.aptitude.questionnaire import Questionnaire
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.mistakes import MistakeReports
from guidance.funding.calendar import ConfirmedWindows
from guidance.funding.funding import Funding
from guidance.funding.routes import Route
from guidance.outreach.broadcasts import Broadcasts, Content, Delivery, Outbox
from guidance.outreach.events import Events
from guidance.outreach.outcomes import Outcome, Refused
from guidance.outreach.reminders import Reminders
from guidance.outreach.report import Reports
from guidance.outreach.sender import Send
from guidance.people.favourites import Favourites
from guidance.people.invitations import Invitations
from guidance.people.person import People
from guidance.people.staff import Audit, Staff
from guidance.register.versions import Versions
from guidance.search.query_log import QueryLog
from guidance.search.search import SearchEngine
from handlers.translation import Translations


async def _nowhere(_delivery: Delivery, _content: Content, _is_paid: bool) -> Outcome:
    return Refused("no bot is at work")


# Without a form of its own: that of the whole catalogue takes half a second wherever something is only named.
@dataclass(frozen=True, repr=False)
class Services:
    """The catalogue, the questionnaire, the routes and dates, the texts, and where people are kept.

    An update is served by one catalogue from its beginning to its end: a reload hands new services to the next one.
    ``admins`` are the chats of those who may change the catalogue; an announcement to more people than
    ``second_admin_above`` needs two of the staff; ``timezone`` is the one whose nights are quiet.
    """

    catalogue: Catalogue
    questionnaire: Questionnaire
    funding: Funding
    people: People
    attempts: Attempts
    reminders: Reminders
    windows: ConfirmedWindows
    events: Events
    broadcasts: Broadcasts
    outbox: Outbox
    reports: Reports
    staff: Staff
    invitations: Invitations
    audit: Audit
    favourites: Favourites
    mistakes: MistakeReports
    register: Versions
    search: SearchEngine
    queries: QueryLog
    admins: frozenset[int]
    second_admin_above: int
    translations: Translations
    timezone: dt.tzinfo
    send: Send = _nowhere
    """Sends one copy of an announcement, as the engine does; for previews."""

    @property
    def routes(self) -> dict[str, Route]:
        """The routes to free study, by id."""
        return self.funding.routes
