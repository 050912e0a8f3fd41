"""Reminders of dates, events and colleges; confirmed windows; events with their visitors."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give reminders a key, and make the new tables."""
    _remake_reminder("chat_id, kind, due_at", sa.Column("key", sa.String(20), nullable=False, server_default=""))
    op.create_index("ix_reminder_kind_key", "reminder", ["kind", "key"])
    op.create_table(
        "confirmed_window",
        sa.Column("window", sa.String(20), nullable=False),
        sa.Column("year", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("opens", sa.Date()),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("admin", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("window", "year", name="pk_confirmed_window"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False, server_default="draft"),
        sa.Column("region", sa.String(5)),
        sa.Column("begins", sa.DateTime(timezone=True)),
        sa.Column("ends", sa.DateTime(timezone=True)),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("admin", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.CheckConstraint("state IN ('draft', 'published', 'cancelled')", name=op.f("ck_event_state")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_begins", "event", ["begins"])
    op.create_table(
        "event_text",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sort", sa.String(10), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "sort", "language", name="pk_event_text"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_text_event_id", ondelete="CASCADE"),
    )
    op.create_table(
        "event_visitor",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "chat_id", name="pk_event_visitor"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_visitor_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["chat_id"], ["person.chat_id"], name="fk_event_visitor_chat_id", ondelete="CASCADE"),
    )
    op.create_index("ix_event_visitor_chat_id", "event_visitor", ["chat_id"])


def downgrade() -> None:
    """Drop the new tables, and the reminders that need a key."""
    op.drop_table("event_visitor")
    op.drop_table("event_text")
    op.drop_table("event")
    op.drop_table("confirmed_window")
    op.execute("DELETE FROM reminder WHERE key <> ''")
    op.drop_index("ix_reminder_kind_key", "reminder")
    _remake_reminder("chat_id, kind, due_at")


def _remake_reminder(kept: str, *key: sa.Column[str]) -> None:
    """Make the table anew with another primary key, which SQLite cannot change, and carry its rows over."""
    op.execute(f"CREATE TABLE reminder_before AS SELECT {kept} FROM reminder")  # noqa: S608 (names of columns)
    op.drop_table("reminder")
    op.create_table(
        "reminder",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        *key,
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "kind", *(one.name for one in key), name="pk_reminder"),
        sa.ForeignKeyConstraint(["chat_id"], ["person.chat_id"], name="fk_reminder_chat_id", ondelete="CASCADE"),
    )
    op.create_index("ix_reminder_due_at", "reminder", ["due_at"])
    op.execute(f"INSERT INTO reminder ({kept}) SELECT {kept} FROM reminder_before")  # noqa: S608 (names of columns)
    op.drop_table("reminder_before")
