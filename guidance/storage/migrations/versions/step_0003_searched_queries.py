"""What is searched for, counted without people."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "searched_query",
        sa.Column("query", sa.String(100), nullable=False),
        sa.Column("filters", sa.String(100), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("tapped", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("rank_sum", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("query", "filters", name="pk_searched_query"),
    )
    op.create_index("ix_searched_query_last_on", "searched_query", ["last_on"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("searched_query")
