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
    """The routes to free study."""


class OpenRoute(CallbackData, prefix="u1"):
    """The card of a route."""

    route: str


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
