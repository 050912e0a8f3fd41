"""Services whose people are never asked: enough for everything that only shows."""

import datetime as dt
from typing import cast

import pytest

from bot.settings import ROOT, Settings
from guidance.aptitude.attempts import Attempts
from guidance.aptitude.questionnaire import Questionnaire
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.mistakes import MistakeReports
from guidance.funding.calendar import Confirmed, ConfirmedWindows
from guidance.funding.funding import load_funding
from guidance.outreach.broadcasts import Broadcasts, Outbox
from guidance.outreach.events import Events
from guidance.outreach.reminders import Reminders
from guidance.outreach.report import Reports
from guidance.people.favourites import Favourites
from guidance.people.invitations import Invitations
from guidance.people.person import People
from guidance.people.staff import Audit, Staff
from guidance.register.versions import Versions
from guidance.search.query_log import QueryLog
from guidance.search.search import SearchEngine
from guidance.search.vocabulary import load_vocabulary
from handlers.services import Services
from handlers.translation import Translations


class NothingConfirmed:
    """No admin has said anything about this year's days."""

    async def all(self) -> dict[tuple[str, int], Confirmed]:
        """Nothing."""
        return {}


@pytest.fixture(scope="session")
def services(catalogue: Catalogue, questionnaire: Questionnaire) -> Services:
    folder = Settings(_env_file=None).catalogue_dir
    funding = load_funding(folder, catalogue)
    return Services(
        catalogue=catalogue,
        questionnaire=questionnaire,
        funding=funding,
        people=cast("People", None),
        attempts=cast("Attempts", None),
        reminders=cast("Reminders", None),
        windows=cast("ConfirmedWindows", NothingConfirmed()),
        events=cast("Events", None),
        broadcasts=cast("Broadcasts", None),
        outbox=cast("Outbox", None),
        reports=cast("Reports", None),
        staff=cast("Staff", None),
        invitations=cast("Invitations", None),
        audit=cast("Audit", None),
        favourites=cast("Favourites", None),
        mistakes=cast("MistakeReports", None),
        register=cast("Versions", None),
        search=SearchEngine(
            catalogue, funding.routes, load_vocabulary(folder / "vocabulary", catalogue, funding.routes)
        ),
        queries=cast("QueryLog", None),
        admins=frozenset(),
        second_admin_above=0,
        translations=Translations(ROOT / "locales"),
        timezone=dt.UTC,
    )
