"""What the buttons carry.

Everything a screen needs to be shown again travels in its buttons (at most 64 bytes), so a restart or a year's
pause breaks none of them. The digit in a prefix is the version of its fields: when they change, the digit goes up
and the old buttons reach :mod:`handlers.unknown`. Nothing in them is trusted: codes are looked up, attempts are
checked against the person.
"""

from enum import StrEnum
from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

# What a database can hold as the number of a row.
Number = Annotated[int, Field(ge=0, lt=2**63)]


class Origin(StrEnum):
    """From where a person came to a card, so that "back" leads there; ``FIELDS`` also stands for lists of places."""

    RESULT = "r"
    FIELDS = "f"
    SAVED = "s"
    EMPLOYERS = "e"
    SEARCH = "q"


class OpenHome(CallbackData, prefix="h1"):
    """The first screen."""


class ChooseLanguage(CallbackData, prefix="l1"):
    """Speak this language from now on."""

    language: Literal["kk", "ru"]


class OpenSettings(CallbackData, prefix="o1"):
    """The settings."""

    page: Literal["main", "language"] = "main"


class TestStep(CallbackData, prefix="t1"):
    """A step round the questionnaire; ``agree`` also stands for the consent."""

    step: Literal["intro", "agree", "resume", "pause"]


class StartAgain(CallbackData, prefix="z1"):
    """Begin anew. The open attempt that is given up for it is named, so that a second press costs nothing."""

    attempt: Number = 0


class AskMore(CallbackData, prefix="q1"):
    """Go on with a finished attempt for a few items more."""

    attempt: Number


class Remind(CallbackData, prefix="d1"):
    """Set a reminder or take it back: of the open questionnaire tomorrow, of a retake in a year."""

    kind: Literal["questionnaire", "retake"]
    wish: Literal["set", "cancel"]


class ChooseRegion(CallbackData, prefix="e1"):
    """Keep this region as the person's own; an empty one asks which."""

    region: str = ""
    page: int = 0


class ChooseRole(CallbackData, prefix="e2"):
    """Keep who the person is; an empty role asks, "no" takes it back, a pupil with no grade is asked for it."""

    role: str = ""
    grade: int = 0


class Answer(CallbackData, prefix="a1"):
    """An answer, 1 to 5, to one item of one attempt."""

    attempt: Number
    item: str
    value: int


class StepBack(CallbackData, prefix="b1"):
    """Show the item before this one again."""

    attempt: Number
    item: str


class OpenResult(CallbackData, prefix="r1"):
    """The result: the profile, or the specialties that fit it."""

    part: Literal["profile", "specialties"]


class OpenHistory(CallbackData, prefix="y1"):
    """The newest result beside the one before."""


class ForgetResult(CallbackData, prefix="x1"):
    """Remove an earlier result."""

    attempt: Number


class OpenFields(CallbackData, prefix="f1"):
    """The fields of study."""


class OpenField(CallbackData, prefix="g1"):
    """The specialties of a field."""

    field: str
    page: int = 0


class OpenSpecialty(CallbackData, prefix="s1"):
    """The card of a specialty."""

    code: str
    origin: Origin


class OpenTeaching(CallbackData, prefix="w1"):
    """Where a specialty is taught; ``code`` "mine" stands for all that fit the person.

    An empty region asks for one; "*" asks even where the person's region is known.
    """

    code: str
    region: str = ""
    page: int = 0
    origin: Origin


class OpenRegions(CallbackData, prefix="n1"):
    """The list of regions, to browse colleges."""

    page: int = 0


class OpenRegion(CallbackData, prefix="i2"):
    """The page of a region."""

    region: str
    page: int = 0


class RegionPart(CallbackData, prefix="i3"):
    """What is known of a region besides its colleges."""

    region: str
    part: Literal["figures", "employers", "new"]
    page: int = 0


class OpenNewSpecialty(CallbackData, prefix="i4"):
    """The card of a specialty, from a page of what is new in a region."""

    code: str
    region: str
    page: int = 0


class OpenPlaceFields(CallbackData, prefix="g2"):
    """The fields of study taught in a region or one of its towns."""

    region: str
    town: str = ""


class OpenColleges(CallbackData, prefix="c2"):
    """The colleges of a region, of one of its towns, of those that teach a field."""

    region: str
    town: str = ""
    field: str = ""
    page: int = 0


class OpenCollege(CallbackData, prefix="k2"):
    """The card of a college, with what leads back to where it was found.

    That is a specialty (``code``) that it teaches, or a place and a field of study, each with the page of the list.
    ``part`` is the page of what it teaches.
    """

    college: str
    town: str = ""
    field: str = ""
    code: str = ""
    page: int = 0
    origin: Origin = Origin.FIELDS
    part: int = 0


class ShowOnMap(CallbackData, prefix="p2"):
    """Send the place of a college as a pin."""

    college: str


class OpenRoutes(CallbackData, prefix="m1"):
    """Studying free: where to begin, and the routes by group."""


class OpenRouteGroup(CallbackData, prefix="m2"):
    """The routes of one group."""

    group: str
    page: int = 0


class OpenRoute(CallbackData, prefix="u1"):
    """The card of a route."""

    route: str


class OpenRouteColleges(CallbackData, prefix="u2"):
    """The colleges of which is known that a route is open there."""

    route: str
    page: int = 0


class OpenRouteSpecialties(CallbackData, prefix="u3"):
    """The specialties, or the fields of study, that a route is for."""

    route: str
    page: int = 0


class OpenCardRoutes(CallbackData, prefix="u4"):
    """The routes that apply at a college or to a specialty; sent below its card where ``below`` says so."""

    kind: Literal["college", "specialty"]
    key: str
    page: int = 0
    below: bool = False


class OpenCardRoute(CallbackData, prefix="u5"):
    """The card of a route, found from the card of a college or specialty."""

    kind: Literal["college", "specialty"]
    key: str
    route: str
    page: int = 0


class Wizard(CallbackData, prefix="f2"):
    """The questions which routes are open to a family, with the answers so far, and what came out.

    ``grade``: 9, 11, l (left school), c (at a college); ``place``: v (village), t (town); ``ticks`` has a bit for each
    circumstance, -1 where the question was skipped; ``work``: w (wants to work), n; ``marks``: 5, 4, 3, u (unknown).
    """

    step: Literal["intro", "grade", "region", "place", "family", "work", "marks", "may", "ask", "not"]
    grade: Literal["", "9", "11", "l", "c"] = ""
    region: str = ""
    place: Literal["", "v", "t"] = ""
    ticks: Annotated[int, Field(ge=-1, lt=2**16)] = 0
    work: Literal["", "w", "n"] = ""
    marks: Literal["", "5", "4", "3", "u"] = ""
    page: int = 0


class OpenWizardRoute(Wizard, prefix="f3"):
    """The card of a route, found by the wizard; the rest leads back to its answers."""

    route: str


class OpenDates(CallbackData, prefix="d2"):
    """The timeline of admission after grade 9 or 11; an empty path asks which."""

    path: Literal["", "grade9", "grade11"] = ""


class OpenWindow(CallbackData, prefix="d3"):
    """One window of the timeline."""

    window: str
    path: Literal["", "grade9", "grade11"] = ""


class OpenSteps(CallbackData, prefix="d4"):
    """How to get a place, step by step."""

    path: Literal["grade9", "grade11"]
    page: int = 0


class OpenDocuments(CallbackData, prefix="d5"):
    """The documents as a list to tick off; ``ticks`` has a bit for each, by its place."""

    ticks: Annotated[int, Field(ge=0, lt=2**31)] = 0


class SendCalendar(CallbackData, prefix="d6"):
    """Send dates as a file for a calendar: a window, an event, or all windows of a path."""

    kind: Literal["window", "event", "path"]
    key: str


class RemindOf(CallbackData, prefix="d7"):
    """Set a reminder of a date or take it back, where the card stands."""

    kind: Literal["window", "event", "college"]
    key: str
    wish: Literal["set", "cancel"]


class OpenReminders(CallbackData, prefix="d8"):
    """The reminders that a person asked for."""

    page: int = 0


class StopReminder(CallbackData, prefix="d9"):
    """Take a reminder off the list; ``all`` takes off every one."""

    kind: Literal["questionnaire", "retake", "window", "event", "college", "all"]
    key: str = ""
    page: int = 0


class OpenEvents(CallbackData, prefix="v3"):
    """What is going to happen, or has happened; an empty region means anywhere."""

    past: bool = False
    region: str = ""
    page: int = 0


class ChooseEventRegion(CallbackData, prefix="v4"):
    """Of which region to show events."""

    past: bool = False
    page: int = 0


class OpenEvent(CallbackData, prefix="v5"):
    """The card of an event that an admin announced."""

    event: Number
    past: bool = False
    region: str = ""
    page: int = 0


class OpenPastEvent(CallbackData, prefix="v6"):
    """The card of an event of the tables."""

    event: str
    region: str = ""
    page: int = 0


class Come(CallbackData, prefix="v7"):
    """Count a person in or out."""

    event: Number
    wish: Literal["come", "stay"]


class ShowVenue(CallbackData, prefix="v8"):
    """Send the place of an event as a pin."""

    event: Number


class OpenNumbers(CallbackData, prefix="n2"):
    """What is counted of the whole country, by topic."""


class OpenTopic(CallbackData, prefix="n3"):
    """One topic: figures, statements, and why sources differ."""

    topic: str
    page: int = 0


class ShowChart(CallbackData, prefix="n4"):
    """The figures of a topic through the years as a picture."""

    topic: str


class OpenPrivacy(CallbackData, prefix="p1"):
    """What is kept; or, as ``ask`` and ``erase``, the way to have it removed."""

    step: Literal["read", "ask", "erase"]


class Save(CallbackData, prefix="v2"):
    """Put a card on the person's list or take it off; ``agree`` also stands for the consent."""

    kind: Literal["college", "specialty"]
    key: str
    wish: Literal["add", "agree", "remove"]


class OpenSaved(CallbackData, prefix="s2"):
    """The person's list."""

    page: int = 0


class EditSaved(CallbackData, prefix="s3"):
    """The person's list with its numbers taking cards off."""

    page: int = 0


class RemoveSaved(CallbackData, prefix="s4"):
    """Take a card off the list where the list is shown."""

    kind: Literal["college", "specialty"]
    key: str
    page: int = 0


class ShareSaved(CallbackData, prefix="s5"):
    """The person's list as a message to be forwarded."""


class OpenSearch(CallbackData, prefix="q2"):
    """What was found for the text to which the message replies.

    ``without`` has a bit for each understood part that was taken out, by its number; ``free`` asks for free study
    besides; ``near`` is the region that stands in for the places of the text.
    """

    without: Annotated[int, Field(ge=0, lt=2**32)] = 0
    free: bool = False
    near: str = ""
    page: int = 0


class OpenFound(CallbackData, prefix="q3"):
    """The card of a result; ``rank`` is its place from 1, the rest leads back to the list."""

    kind: Literal["college", "specialty", "route"]
    key: str
    rank: int
    without: Annotated[int, Field(ge=0, lt=2**32)] = 0
    free: bool = False
    near: str = ""


class AnswerIn(CallbackData, prefix="q4"):
    """Speak another language from now on, and answer in it what was asked."""

    language: Literal["kk", "ru"]


class OpenLostQueries(CallbackData, prefix="a6"):
    """What people searched for and did not find."""


class Compare(CallbackData, prefix="x2"):
    """Two to four colleges side by side; ``colleges`` are their ids, parted by dots.

    ``pick`` shows what else could be compared with them.
    """

    colleges: str
    step: Literal["pick", "show", "picture"]
    page: int = 0


class ReportMistake(CallbackData, prefix="r2"):
    """Something on a card is wrong; an empty ``about`` asks what."""

    kind: Literal["college", "specialty", "route"]
    key: str
    about: str = ""


class CancelReport(CallbackData, prefix="r3"):
    """Take the question what is wrong away."""


class DescribeMistake(CallbackData, prefix="r4"):
    """Add words to a report of one's own."""

    report: Number


class OpenAdmin(CallbackData, prefix="a2"):
    """What only admins see."""


class OpenReports(CallbackData, prefix="a3"):
    """The first report behind this one that waits for a decision."""

    after: Number = 0


class DecideReport(CallbackData, prefix="a4"):
    """Say what becomes of a report."""

    report: Number
    decision: Literal["accepted", "declined"]


class OpenReportedCard(CallbackData, prefix="a5"):
    """The card that a report is about."""

    report: Number


class OpenWindowEditor(CallbackData, prefix="b2"):
    """The windows of the campaign, to be confirmed."""

    page: int = 0


class EditWindow(CallbackData, prefix="b3"):
    """One window of one year, to be confirmed, changed or left to what is expected.

    ``days`` are those that were shown (``MMDDMMDD``, the first half empty where only the end is known), so that an
    old button confirms no others.
    """

    window: str
    year: Annotated[int, Field(ge=2000, le=2200)]
    wish: Literal["show", "confirm", "change", "withdraw"] = "show"
    days: str = ""


class OpenEventEditor(CallbackData, prefix="b4"):
    """The drafts and the events, to be written and changed."""

    page: int = 0


class NewEvent(CallbackData, prefix="b5"):
    """Begin a draft of this kind; an empty one asks which."""

    kind: str = ""


class EditEvent(CallbackData, prefix="b6"):
    """What is written of an event, and what is missing."""

    event: Number


class WriteEvent(CallbackData, prefix="b7"):
    """Ask for one thing about an event: a text in a language, the times, the pin."""

    event: Number
    part: str
    language: Literal["", "kk", "ru"] = ""


class PlaceEvent(CallbackData, prefix="b8"):
    """Choose the region of an event; "*" is the whole country, an empty one asks."""

    event: Number
    region: str = ""
    page: int = 0


class PreviewEvent(CallbackData, prefix="b9"):
    """The card of an event as people will see it."""

    event: Number
    language: Literal["kk", "ru"]


class SettleEvent(CallbackData, prefix="c3"):
    """Publish an event, call it off, or give a draft up; ``ask`` asks once more before."""

    event: Number
    wish: Literal["publish", "ask_cancel", "cancel", "ask_remove", "remove"]


class OpenRegister(CallbackData, prefix="w2"):
    """How the register is imported, and the last imports."""


class ApplyImport(CallbackData, prefix="w3"):
    """Put an import into the catalogue.

    ``seen`` is the moment of the preview below which the button stands (milliseconds since 1970, UTC), so that nothing
    is applied but what was looked at.
    """

    number: Number
    seen: Number


class DropImport(CallbackData, prefix="w4"):
    """Give up an import that was looked at."""

    number: Number
    seen: Number


class UndoImport(CallbackData, prefix="w5"):
    """Take an import back; asked once more before. It is named, so that an old button undoes no newer one."""

    number: Number
    step: Literal["ask", "undo"]


class OpenAnnouncements(CallbackData, prefix="j1"):
    """The announcements, the newest first."""

    page: int = 0


class NewAnnouncement(CallbackData, prefix="j2"):
    """Begin a draft."""


class OpenAnnouncement(CallbackData, prefix="j3"):
    """A draft, or how far an announcement has come."""

    number: Number


class OpenAnnouncementText(CallbackData, prefix="j4"):
    """What is written of an announcement in one language."""

    number: Number
    language: Literal["kk", "ru"]


class WriteAnnouncement(CallbackData, prefix="j5"):
    """Ask for a part of an announcement in one language.

    ``link`` asks where a button leads, or with a ``target`` (a link of the bot, "url" for an address of the web) what
    is written on it.
    """

    number: Number
    language: Literal["kk", "ru"]
    part: Literal["text", "files", "link"]
    target: str = ""


class TrimAnnouncement(CallbackData, prefix="j6"):
    """Take something away from a draft in one language, or take the files of the other language."""

    number: Number
    version: Number
    language: Literal["kk", "ru"]
    wish: Literal["no_files", "no_links", "same_files", "nothing"]


class AimAnnouncement(CallbackData, prefix="j7"):
    """Who an announcement is for: a way of choosing people, and a value of it to be put in or taken out.

    No way is the summary, no value shows the values, "*" takes all of them out.
    """

    number: Number
    version: Number
    way: Literal["", "language", "region", "role", "grade", "college", "specialty", "event", "active"] = ""
    value: str = ""
    page: int = 0


class FindForAnnouncement(CallbackData, prefix="j8"):
    """Ask for a card, or show events, to which a button in a language leads; for the audience with no language."""

    number: Number
    language: Literal["", "kk", "ru"] = ""
    what: Literal["card", "event"] = "card"
    page: int = 0


class PaceAnnouncement(CallbackData, prefix="j9"):
    """How an announcement is sent: messages a second, and what becomes of those under way in a crash.

    What is empty stays as it is.
    """

    number: Number
    version: Number
    rate: Annotated[float, Field(ge=0, le=1000)] = 0
    on_crash: Literal["", "report", "resend"] = ""


class PreviewAnnouncement(CallbackData, prefix="j0"):
    """Send an announcement to the one who presses: in a language, or as it would come to them ("me")."""

    number: Number
    language: Literal["kk", "ru", "me"]


class SendAnnouncement(CallbackData, prefix="ja"):
    """A step to sending: what about a missing language, when, and the request for the count."""

    number: Number
    version: Number
    step: Literal["begin", "skip", "other", "when", "now", "morning", "at"]


class DropAnnouncement(CallbackData, prefix="jb"):
    """Give a draft up; ``ask`` asks once more before."""

    number: Number
    version: Number
    step: Literal["ask", "drop"]


class SteerAnnouncement(CallbackData, prefix="y2"):
    """Agree to an announcement that another has let go, make a draft of it again, pause it, go on with it, end it, or
    have what was sent deleted; ``ask_`` asks once more before.
    """

    number: Number
    version: Number
    wish: Literal[
        "ask_confirm", "confirm", "redraft", "pause", "resume", "ask_cancel", "cancel", "ask_recall", "recall"
    ]


class CorrectAnnouncement(CallbackData, prefix="jc"):
    """Correct an announcement that was sent: ``begin`` writes its correction, a draft; ``ask`` asks once more before
    ``sure`` puts that in its place. ``number`` and ``version`` are those of the draft but where it begins.
    """

    number: Number
    version: Number
    step: Literal["begin", "ask", "sure"]


class SendReport(CallbackData, prefix="y3"):
    """Send what became of an announcement as a file."""

    number: Number


class OpenStaff(CallbackData, prefix="y4"):
    """The staff and the invitations that wait; only for owners."""

    page: int = 0


class OpenMember(CallbackData, prefix="y5"):
    """One of the staff."""

    member: Number


class AppointMember(CallbackData, prefix="y6"):
    """A step to a role: which, of which region, and for whom.

    ``member`` is a chat, 0 for somebody new, who is then named by their number or follows a link. ``seen`` is the place
    that they had when the button was shown (a role, with a dot and its region where it has one), so that an old button
    changes nothing.
    """

    member: Number = 0
    seen: str = ""
    role: Literal["", "owner", "editor", "regional", "viewer"] = ""
    region: str = ""
    page: int = 0
    step: Literal["", "number", "link", "sure"] = ""


class DismissMember(CallbackData, prefix="y7"):
    """Take a role away; ``ask`` asks once more before, ``seen`` is as of `AppointMember`."""

    member: Number
    seen: str
    step: Literal["ask", "dismiss"]


class WithdrawInvitation(CallbackData, prefix="y8"):
    """Let a link that nobody has followed yet lead nowhere."""

    number: Number


class OpenAudit(CallbackData, prefix="y9"):
    """What the staff did, the newest first; only for owners."""

    page: int = 0


class SendAudit(CallbackData, prefix="o2"):
    """Send all that the staff did as a file."""
