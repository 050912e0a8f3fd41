"""Logs: one line an event, readable on a screen or as JSON. Texts, names, answers, chat numbers never go in."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

# A client's error may quote the address that it called, and a Bot API address holds the token.
_TOKEN = re.compile(r"(bot\d+):[\w-]+")


def set_up_logs(form: str) -> None:
    """Write logs to standard error as ``console`` or ``json``."""
    # Plain tracebacks only: a rich one prints local variables, which hold what people wrote.
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    processors: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if form == "json":
        processors.append(structlog.processors.format_exc_info)
    structlog.configure(
        processors=[*processors, renderer, _hide_tokens],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    # Libraries speak only when something is wrong: their lines may carry what must not be logged.
    logging.basicConfig(level=logging.CRITICAL)


def _hide_tokens(_logger: WrappedLogger, _method: str, line: EventDict | str) -> str:
    return _TOKEN.sub(r"\1:<token>", str(line))
