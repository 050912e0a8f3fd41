"""Where people and their answers are kept: SQLite by default, PostgreSQL when one machine is not enough."""
