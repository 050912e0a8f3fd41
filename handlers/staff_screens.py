"""How the staff looks to an owner: who is there, one of them, and the steps to a role."""

from collections.abc import Sequence
from typing import get_args

from guidance.people.invitations import Invitation
from guidance.people.staff import Member, Role
from handlers.appointing import place_key, place_text
from handlers.callbacks import (
    AppointMember,
    DismissMember,
    OpenAdmin,
    OpenAudit,
    OpenMember,
    OpenStaff,
    WithdrawInvitation,
)
from handlers.regions import region_choice
from handlers.screen import Screen, back_and_home, button, numbered, page_of, pager
from handlers.services import Services
from handlers.translation import Words

ROLES: tuple[Role, ...] = get_args(Role)
_A_ROW = 2
# So many links are shown; they end by themselves after some days.
_MOST_LINKS = 6


def staff_screen(
    services: Services, members: Sequence[Member], invitations: Sequence[Invitation], page_number: int, words: Words
) -> Screen:
    """Everybody with their role, and the links that nobody has followed yet."""
    page = page_of(members, page_number)
    lines = [
        words.html("staff.line", place=number, number=str(one.chat_id), role=place_text(services, one, words))
        for number, one in enumerate(page.of(members), start=page.start + 1)
    ]
    parts = [words.html("staff.title"), "\n".join(lines)]
    links = invitations[-_MOST_LINKS:]
    if links:
        waiting = [_invitation_line(services, one, words) for one in links]
        parts.append("\n".join([words.html("staff.invitations"), *waiting]))
    withdrawing = [
        button(words.text("button.withdraw_invitation", number=one.number), WithdrawInvitation(number=one.number))
        for one in links
    ]
    return Screen(
        "\n\n".join(parts),
        [
            *numbered(page.of(members), lambda one: OpenMember(member=one.chat_id), page.start + 1),
            *pager(page, lambda number: OpenStaff(page=number)),
            *(withdrawing[start : start + _A_ROW] for start in range(0, len(withdrawing), _A_ROW)),
            [
                button(words.text("button.appoint"), AppointMember()),
                button(words.text("button.audit"), OpenAudit()),
            ],
            back_and_home(words, OpenAdmin()),
        ],
    )


def member_screen(services: Services, member: Member, name: str, owner: Member, words: Words) -> Screen:
    """One of the staff; ``name`` is what Telegram says of them now, "" where it says nothing."""
    text = (
        words.html(
            "staff.member",
            name=name or words.text("staff.no_name"),
            number=str(member.chat_id),
            role=place_text(services, member, words),
        )
        + f"\n\n{words.html(f'staff.may.{member.role}')}"
    )
    if member.chat_id in services.admins:
        text += f"\n\n{words.html('staff.of_the_settings')}"
    elif member.chat_id == owner.chat_id:
        text += f"\n\n{words.html('staff.not_oneself')}"
    rows = []
    if may_be_changed(services, member, owner):
        seen = place_key(member)
        rows.append(
            [
                button(words.text("button.change_role"), AppointMember(member=member.chat_id, seen=seen)),
                button(words.text("button.dismiss"), DismissMember(member=member.chat_id, seen=seen, step="ask")),
            ]
        )
    return Screen(text, [*rows, back_and_home(words, OpenStaff())])


def may_be_changed(services: Services, member: Member, owner: Member) -> bool:
    """Whether this owner may change this member: not those of the settings, and not oneself."""
    return member.chat_id not in services.admins and member.chat_id != owner.chat_id


def roles_screen(wish: AppointMember, words: Words) -> Screen:
    """Which role?"""
    roles = [button(words.text(f"role.{one}"), wish.model_copy(update={"role": one})) for one in ROLES]
    lines = [f"<b>{words.html(f'role.{one}')}.</b> {words.html(f'staff.may.{one}')}" for one in ROLES]
    return Screen(
        "\n\n".join([words.html("staff.which_role"), *lines]),
        [*(roles[start : start + _A_ROW] for start in range(0, len(roles), _A_ROW)), back_and_home(words, _back(wish))],
    )


def regions_of_role_screen(services: Services, wish: AppointMember, words: Words) -> Screen:
    """Of which region?"""
    regions = region_choice(
        services,
        words,
        wish.page,
        lambda iso: wish.model_copy(update={"region": iso, "page": 0}),
        lambda number: wish.model_copy(update={"page": number}),
    )
    back = wish.model_copy(update={"role": "", "page": 0})
    return Screen(words.html("staff.which_region"), [*regions, back_and_home(words, back)])


def ways_screen(services: Services, wish: AppointMember, words: Words) -> Screen:
    """By a link, or by their number?"""
    place = place_text(services, wished(wish), words)
    ways = [
        button(words.text("button.by_link"), wish.model_copy(update={"step": "link"})),
        button(words.text("button.by_number"), wish.model_copy(update={"step": "number"})),
    ]
    back = wish.model_copy(update={"role": "", "region": ""})
    return Screen(words.html("staff.which_way", place=place), [ways, back_and_home(words, back)])


def invitation_screen(services: Services, one: Invitation, link: str, words: Words) -> Screen:
    """The link, to be passed on."""
    text = words.html(
        "staff.invitation",
        place=place_text(services, Member(0, one.role, one.region), words),
        link=link,
        until=words.moment(one.expires_at.astimezone(services.timezone)),
    )
    withdraw = button(
        words.text("button.withdraw_invitation", number=one.number), WithdrawInvitation(number=one.number)
    )
    return Screen(text, [[withdraw], back_and_home(words, OpenStaff())])


def sure_screen(services: Services, wish: AppointMember, name: str, before: Member | None, words: Words) -> Screen:
    """Really, this person?"""
    text = words.html("staff.sure", name=name, number=str(wish.member), place=place_text(services, wished(wish), words))
    if before is not None:
        text += "\n" + words.html("staff.before", place=place_text(services, before, words))
    sure = button(words.text("button.appoint_now"), wish.model_copy(update={"step": "sure"}))
    return Screen(text, [[sure], back_and_home(words, _back(wish))])


def dismissing_screen(services: Services, member: Member, name: str, words: Words) -> Screen:
    """Really?"""
    text = words.html(
        "staff.ask_dismiss",
        name=name or words.text("staff.no_name"),
        number=str(member.chat_id),
        place=place_text(services, member, words),
    )
    wish = DismissMember(member=member.chat_id, seen=place_key(member), step="dismiss")
    back = OpenMember(member=member.chat_id)
    return Screen(text, [[button(words.text("button.dismiss_now"), wish)], back_and_home(words, back)])


def wished(wish: AppointMember) -> Member:
    """The place that is wished for, whoever gets it."""
    return Member(wish.member, wish.role or "viewer", wish.region or None)


def _invitation_line(services: Services, one: Invitation, words: Words) -> str:
    return words.html(
        "staff.invitation_line",
        number=one.number,
        place=place_text(services, Member(0, one.role, one.region), words),
        until=words.moment(one.expires_at.astimezone(services.timezone)),
    )


def _back(wish: AppointMember) -> OpenMember | OpenStaff:
    """Where the steps to a role began; a place that was seen is one that there is."""
    return OpenMember(member=wish.member) if wish.seen else OpenStaff()
