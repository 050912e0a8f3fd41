"""What people saved, and the mistakes in the catalogue that they reported."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "favourite",
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.String(10), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "kind", "key", name="pk_favourite"),
        sa.ForeignKeyConstraint(["chat_id"], ["person.chat_id"], name="fk_favourite_chat_id", ondelete="CASCADE"),
        sa.CheckConstraint("kind IN ('college', 'specialty')", name=op.f("ck_favourite_kind")),
    )
    op.create_table(
        "mistake_report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.String(20), nullable=False),
        sa.Column("about", sa.String(10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("state", sa.String(10), nullable=False, server_default="open"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_mistake_report"),
        sa.ForeignKeyConstraint(["chat_id"], ["person.chat_id"], name="fk_mistake_report_chat_id", ondelete="CASCADE"),
        sa.CheckConstraint("kind IN ('college', 'specialty', 'route')", name=op.f("ck_mistake_report_kind")),
        sa.CheckConstraint("state IN ('open', 'accepted', 'declined')", name=op.f("ck_mistake_report_state")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mistake_report_chat_id", "mistake_report", ["chat_id"])
    op.create_index("ix_mistake_report_state", "mistake_report", ["state"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("mistake_report")
    op.drop_table("favourite")
