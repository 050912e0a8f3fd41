"""Links that invite to the staff; which ends of announcements the staff has been told of."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "broadcast_told",
        sa.Column("broadcast_id", number, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("broadcast_id", "state", name="pk_broadcast_told"),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name="fk_broadcast_told_broadcast_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "staff_invitation",
        sa.Column("id", number, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("region", sa.String(5)),
        sa.Column("invited_by", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_invitation"),
        sa.CheckConstraint("role IN ('owner', 'editor', 'regional', 'viewer')", name=op.f("ck_staff_invitation_role")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_staff_invitation_digest", "staff_invitation", ["digest"], unique=True)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("staff_invitation")
    op.drop_table("broadcast_told")
