"""Logs: one line an event, readable on a screen or as JSON. Texts, answers and chat numbers never go in."""

import logging
import sys

import structlog


def set_up_logs(form: str) -> None:
    """Write logs to standard error as ``console`` or ``json``."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if form == "json":
        processors.append(structlog.processors.format_exc_info)
    structlog.configure(
        processors=[*processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    # Libraries speak only when something is wrong: their lines may carry what must not be logged.
    logging.basicConfig(level=logging.ERROR)
