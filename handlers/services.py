"""What the conversations work with, put together by ``bot`` and handed to every handler."""

import datetime as dt
from dataclasses import dataclass

from guidance.aptitude.attempts import Attempts
from guidance.aptitude.questionnaire import Questionnaire
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.mistakes import MistakeReports
from guidance.funding.routes import Route
from guidance.outreach.reminders import Reminders
from guidance.people.favourites import Favourites
from guidance.people.person import People
from guidance.register.versions import Versions
from guidance.search.query_log import QueryLog
from guidance.search.search import SearchEngine
from handlers.translation import Translations


@dataclass(frozen=True)
class Services:
    """The catalogue, the questionnaire, the routes, the texts, and where people are kept.

    An update is served by one catalogue from its beginning to its end: a reload hands new services to the next one.
    ``admins`` are the chats of those who may change the catalogue; ``timezone`` is the one whose nights are quiet.
    """

    catalogue: Catalogue
    questionnaire: Questionnaire
    routes: dict[str, Route]
    people: People
    attempts: Attempts
    reminders: Reminders
    favourites: Favourites
    mistakes: MistakeReports
    register: Versions
    search: SearchEngine
    queries: QueryLog
    admins: frozenset[int]
    translations: Translations
    timezone: dt.tzinfo
