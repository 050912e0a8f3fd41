"""Who a person says they are, and the year in which a pupil leaves school."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns."""
    # In SQL: on SQLite, Alembic adds a check only by copying the table, and dropping the first copy of `person` would
    # take along everything that hangs on it (ON DELETE CASCADE).
    op.execute(
        "ALTER TABLE person ADD COLUMN role VARCHAR(10)"
        " CONSTRAINT ck_person_role CHECK (role IN ('pupil', 'student', 'parent', 'teacher'))"
    )
    op.add_column("person", sa.Column("leaves_in", sa.SmallInteger()))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("person", "leaves_in")
    op.drop_column("person", "role")
