"""People, their attempts at the questionnaire, the answers, and the reminders they asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "person",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("region", sa.String(5)),
        sa.Column("consented_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_person"),
        sa.CheckConstraint("language IN ('kk', 'ru')", name=op.f("ck_person_language")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("extended", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.ForeignKeyConstraint(["chat_id"], ["person.chat_id"], name="fk_attempt_chat_id", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attempt_chat_id", "attempt", ["chat_id"])
    op.create_index(
        "uq_attempt_open",
        "attempt",
        ["chat_id"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "answer",
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.String(8), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("value", sa.SmallInteger(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "item_id", name="pk_answer"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name="fk_answer_attempt_id", ondelete="CASCADE"),
        sa.CheckConstraint("value BETWEEN 1 AND 5", name=op.f("ck_answer_value")),
    )
    op.create_table(
        "reminder",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "kind", name="pk_reminder"),
        sa.ForeignKeyConstraint(["chat_id"], ["person.chat_id"], name="fk_reminder_chat_id", ondelete="CASCADE"),
    )
    op.create_index("ix_reminder_due_at", "reminder", ["due_at"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("reminder")
    op.drop_table("answer")
    op.drop_index("uq_attempt_open", "attempt")
    op.drop_index("ix_attempt_chat_id", "attempt")
    op.drop_table("attempt")
    op.drop_table("person")
