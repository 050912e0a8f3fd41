"""The tables. A change here needs a migration; a test holds the two together."""

import datetime as dt

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    and_,
    false,
    text,
)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment in UTC: SQLite forgets the zone, so each is brought to UTC when written, and told so when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Write every moment in UTC."""
        return value.astimezone(dt.UTC) if value is not None else None

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Give every moment its zone."""
        return value.replace(tzinfo=dt.UTC) if value is not None and value.tzinfo is None else value


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

person = Table(
    "person",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(2), nullable=False),
    Column("region", String(5)),
    Column("consented_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    # The day, never the moment, on which they wrote last.
    Column("seen_on", Date),
    # Since when Telegram says that messages cannot reach them: they blocked the bot or left.
    Column("unreachable_since", UtcDateTime),
    # Who they say they are; and of a pupil the year in which grade 11 ends.
    Column("role", String(10)),
    Column("leaves_in", SmallInteger),
    CheckConstraint("language IN ('kk', 'ru')", name="language"),
    CheckConstraint("role IN ('pupil', 'student', 'parent', 'teacher')", name="role"),
)

attempt = Table(
    "attempt",
    metadata,
    # SQLite counts up by itself only in a column that is called INTEGER.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("chat_id", ForeignKey("person.chat_id", ondelete="CASCADE"), nullable=False),
    Column("language", String(2), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    # Whether the person asked for a few more questions after the first result.
    Column("extended", Boolean, nullable=False, server_default=false()),
    Index("ix_attempt_chat_id", "chat_id"),
    # One open attempt a person, whatever two fast presses do.
    Index(
        "uq_attempt_open",
        "chat_id",
        unique=True,
        sqlite_where=text("finished_at IS NULL"),
        postgresql_where=text("finished_at IS NULL"),
    ),
    # A number is never given twice: an old button must not point at somebody's new attempt.
    sqlite_autoincrement=True,
)

answer = Table(
    "answer",
    metadata,
    Column("attempt_id", ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", String(8), primary_key=True),
    # The order in which the items were asked; changing an answer keeps its place.
    Column("place", SmallInteger, nullable=False),
    Column("value", SmallInteger, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    CheckConstraint("value BETWEEN 1 AND 5", name="value"),
)

reminder = Table(
    "reminder",
    metadata,
    Column("chat_id", ForeignKey("person.chat_id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    # Which window, event or college; empty where a person has one of the kind.
    Column("key", String(20), primary_key=True, server_default=""),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    # When a date changes, the reminders of everybody who asked for it move.
    Index("ix_reminder_kind_key", "kind", "key"),
)

# The days of an admission window in one year, as an admin has confirmed them.
confirmed_window = Table(
    "confirmed_window",
    metadata,
    Column("window", String(20), primary_key=True),
    Column("year", SmallInteger, primary_key=True, autoincrement=False),
    Column("opens", Date),
    Column("closes", Date, nullable=False),
    # No foreign key: an admin need not be a person of the bot, and leaving takes nothing back.
    Column("admin", BigInteger, nullable=False),
    Column("confirmed_at", UtcDateTime, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(10), nullable=False, server_default="draft"),
    Column("region", String(5)),
    Column("begins", UtcDateTime, index=True),
    Column("ends", UtcDateTime),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("admin", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint("state IN ('draft', 'published', 'cancelled')", name="state"),
    # A number is never given twice: an old button must not point at a new event.
    sqlite_autoincrement=True,
)

event_text = Table(
    "event_text",
    metadata,
    Column("event_id", ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    Column("sort", String(10), primary_key=True),
    Column("language", String(2), primary_key=True),
    Column("text", Text, nullable=False),
)

event_visitor = Table(
    "event_visitor",
    metadata,
    Column("event_id", ForeignKey("event.id", ondelete="CASCADE"), primary_key=True),
    Column("chat_id", ForeignKey("person.chat_id", ondelete="CASCADE"), primary_key=True, index=True),
)

favourite = Table(
    "favourite",
    metadata,
    Column("chat_id", ForeignKey("person.chat_id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    # The id of a college or the code of a specialty; the catalogue may lose it, the list says so then.
    Column("key", String(10), primary_key=True),
    Column("added_at", UtcDateTime, nullable=False),
    CheckConstraint("kind IN ('college', 'specialty')", name="kind"),
)

mistake_report = Table(
    "mistake_report",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("chat_id", ForeignKey("person.chat_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("key", String(20), nullable=False),
    Column("about", String(10), nullable=False),
    # What the person wrote, if anything.
    Column("words", Text, nullable=False, server_default=""),
    Column("state", String(10), nullable=False, server_default="open", index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    CheckConstraint("kind IN ('college', 'specialty', 'route')", name="kind"),
    CheckConstraint("state IN ('open', 'accepted', 'declined')", name="state"),
    # A number is never given twice: an old button must not point at somebody's new report.
    sqlite_autoincrement=True,
)

# Counted, never whose: there is no column for a person, and no moment finer than a day.
searched_query = Table(
    "searched_query",
    metadata,
    Column("query", String(100), primary_key=True),
    Column("filters", String(100), primary_key=True),
    Column("asked", Integer, nullable=False),
    Column("hits", Integer, nullable=False),
    Column("tapped", Integer, nullable=False, server_default="0"),
    Column("rank_sum", Integer, nullable=False, server_default="0"),
    Column("last_on", Date, nullable=False, index=True),
)

broadcast = Table(
    "broadcast",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("author", BigInteger, nullable=False),
    Column("state", String(10), nullable=False, server_default="draft"),
    # Grows with each change: a button of an older card changes nothing.
    Column("version", Integer, nullable=False, server_default="1"),
    Column("audience", Text, nullable=False, server_default=""),
    Column("missing", String(10), nullable=False, server_default="skip"),
    Column("on_crash", String(10), nullable=False, server_default="report"),
    Column("rate", Float, nullable=False),
    Column("is_paid", Boolean, nullable=False, server_default=false()),
    Column("created_at", UtcDateTime, nullable=False),
    Column("starts_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    # Of its newest copy: so long ago Telegram still lets the bot delete it.
    Column("last_sent_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("total", Integer, nullable=False, server_default="0"),
    # In Telegram's words, why it was stopped.
    Column("reason", Text, nullable=False, server_default=""),
    # The announcement whose content this draft is to replace.
    Column("corrects", ForeignKey("broadcast.id", ondelete="CASCADE"), index=True),
    # Whoever let it go while it waits for another of the staff to agree.
    Column("confirmed_by", BigInteger),
    CheckConstraint(
        "state IN ('draft', 'confirming', 'scheduled', 'running', 'paused', 'finished', 'cancelled', 'stopped',"
        " 'correcting', 'corrected', 'recalling', 'recalled')",
        name="state",
    ),
    CheckConstraint("missing IN ('skip', 'other')", name="missing"),
    CheckConstraint("on_crash IN ('report', 'resend')", name="on_crash"),
    # A number is never given twice: an old button must not point at a new announcement.
    sqlite_autoincrement=True,
)
# Whoever begins a correction while another writes one opens that.
is_open_correction = and_(broadcast.c.corrects.is_not(None), broadcast.c.state.in_(("draft", "confirming")))
Index(
    "ix_broadcast_open_correction",
    broadcast.c.corrects,
    unique=True,
    sqlite_where=is_open_correction,
    postgresql_where=is_open_correction,
)

broadcast_content = Table(
    "broadcast_content",
    metadata,
    Column("broadcast_id", ForeignKey("broadcast.id", ondelete="CASCADE"), primary_key=True),
    Column("language", String(2), primary_key=True),
    Column("text", Text, nullable=False),
    # JSON: a list of [kind, file_id], and one of [text, target].
    Column("media", Text, nullable=False, server_default="[]"),
    Column("links", Text, nullable=False, server_default="[]"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("broadcast_id", ForeignKey("broadcast.id", ondelete="CASCADE"), primary_key=True),
    # Who leaves takes their deliveries along.
    Column("chat_id", ForeignKey("person.chat_id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("language", String(2), nullable=False),
    Column("state", String(11), nullable=False, server_default="waiting"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("claimed_until", UtcDateTime),
    # Numbers of the messages, by commas: several for an album.
    Column("message_ids", String(120)),
    Column("error", String(120)),
    CheckConstraint(
        "state IN ('waiting', 'sending', 'sent', 'unreachable', 'failed', 'unknown', 'corrected', 'uncorrected',"
        " 'recalled', 'unrecalled')",
        name="state",
    ),
    # What waits is found, and what stands where is counted, without reading the rest.
    Index("ix_delivery_queue", "broadcast_id", "state", "due_at", "chat_id"),
)

# One row: when the next message to many may go out, of all processes that send. Unix seconds.
outreach_turn = Table(
    "outreach_turn",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("next_at", Float(53), nullable=False),
)

# Messages in chats of admins that show how far an announcement has come, and are kept up to date.
broadcast_card = Table(
    "broadcast_card",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("broadcast_id", ForeignKey("broadcast.id", ondelete="CASCADE"), nullable=False),
)

# Which ends of announcements the staff has been told of: each end once.
broadcast_told = Table(
    "broadcast_told",
    metadata,
    Column("broadcast_id", ForeignKey("broadcast.id", ondelete="CASCADE"), primary_key=True),
    Column("state", String(10), primary_key=True),
)

# Who may do what for the bot, beside the owners that the settings name.
staff = Table(
    "staff",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role", String(10), nullable=False),
    Column("region", String(5)),
    Column("appointed_by", BigInteger, nullable=False),
    Column("appointed_at", UtcDateTime, nullable=False),
    CheckConstraint("role IN ('owner', 'editor', 'regional', 'viewer')", name="role"),
)

# Links that give a role to whoever follows them first; of the code in them only a digest (SHA-256) is kept.
staff_invitation = Table(
    "staff_invitation",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("digest", String(64), nullable=False, index=True, unique=True),
    Column("role", String(10), nullable=False),
    Column("region", String(5)),
    Column("invited_by", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    CheckConstraint("role IN ('owner', 'editor', 'regional', 'viewer')", name="role"),
    # A number is never given twice: an old button must not withdraw a new link.
    sqlite_autoincrement=True,
)

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    # The chat number of a member of the staff; 0: the command line.
    Column("actor", BigInteger, nullable=False),
    Column("act", String(30), nullable=False),
    Column("subject", String(40), nullable=False, server_default=""),
    Column("details", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
