"""Announcements and their deliveries; when people wrote last; the staff and what it did."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables and columns."""
    op.add_column("person", sa.Column("seen_on", sa.Date()))
    op.add_column("person", sa.Column("unreachable_since", sa.DateTime(timezone=True)))
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "broadcast",
        sa.Column("id", number, nullable=False),
        sa.Column("author", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False, server_default="draft"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("audience", sa.Text(), nullable=False, server_default=""),
        sa.Column("missing", sa.String(10), nullable=False, server_default="skip"),
        sa.Column("on_crash", sa.String(10), nullable=False, server_default="report"),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("is_paid", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True)),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("last_sent_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("total", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("corrects", number),
        sa.Column("confirmed_by", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_broadcast"),
        sa.ForeignKeyConstraint(["corrects"], ["broadcast.id"], name="fk_broadcast_corrects", ondelete="CASCADE"),
        sa.CheckConstraint(
            "state IN ('draft', 'confirming', 'scheduled', 'running', 'paused', 'finished', 'cancelled', 'stopped',"
            " 'correcting', 'corrected', 'recalling', 'recalled')",
            name=op.f("ck_broadcast_state"),
        ),
        sa.CheckConstraint("missing IN ('skip', 'other')", name=op.f("ck_broadcast_missing")),
        sa.CheckConstraint("on_crash IN ('report', 'resend')", name=op.f("ck_broadcast_on_crash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_broadcast_corrects", "broadcast", ["corrects"])
    is_open = sa.text("corrects IS NOT NULL AND state IN ('draft', 'confirming')")
    op.create_index(
        "ix_broadcast_open_correction",
        "broadcast",
        ["corrects"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "broadcast_content",
        sa.Column("broadcast_id", number, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("links", sa.Text(), nullable=False, server_default="[]"),
        sa.PrimaryKeyConstraint("broadcast_id", "language", name="pk_broadcast_content"),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name="fk_broadcast_content_broadcast_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "delivery",
        sa.Column("broadcast_id", number, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("state", sa.String(11), nullable=False, server_default="waiting"),
        sa.Column("attempts", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("message_ids", sa.String(120)),
        sa.Column("error", sa.String(120)),
        sa.PrimaryKeyConstraint("broadcast_id", "chat_id", name="pk_delivery"),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name="fk_delivery_broadcast_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["chat_id"], ["person.chat_id"], name="fk_delivery_chat_id", ondelete="CASCADE"),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'unreachable', 'failed', 'unknown', 'corrected', 'uncorrected',"
            " 'recalled', 'unrecalled')",
            name=op.f("ck_delivery_state"),
        ),
    )
    op.create_index("ix_delivery_queue", "delivery", ["broadcast_id", "state", "due_at", "chat_id"])
    op.create_index("ix_delivery_chat_id", "delivery", ["chat_id"])
    op.create_table(
        "outreach_turn",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("next_at", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outreach_turn"),
    )
    op.create_table(
        "broadcast_card",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("broadcast_id", number, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_broadcast_card"),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name="fk_broadcast_card_broadcast_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "staff",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("region", sa.String(5)),
        sa.Column("appointed_by", sa.BigInteger(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_staff"),
        sa.CheckConstraint("role IN ('owner', 'editor', 'regional', 'viewer')", name=op.f("ck_staff_role")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", number, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.String(30), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False, server_default=""),
        sa.Column("details", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("audit_entry")
    op.drop_table("staff")
    op.drop_table("broadcast_card")
    op.drop_table("outreach_turn")
    op.drop_table("delivery")
    op.drop_table("broadcast_content")
    op.drop_table("broadcast")
    op.drop_column("person", "unreachable_since")
    op.drop_column("person", "seen_on")
