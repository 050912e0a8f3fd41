"""A local Telegram: Bot API server, chat page and test kit. Needs nothing of the rest of the project."""

from sandbox.testkit import Person, Sandbox

__all__ = ["Person", "Sandbox"]
