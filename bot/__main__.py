"""``python -m bot`` is the same as ``temirqazyq``."""

from bot.cli import main

main()
