"""Logs: one structured line an event, on standard error, without the secrets that libraries like to show."""

from __future__ import annotations

import logging
import sys

import structlog

from relance.config import LogSection


def configure_logs(section: LogSection) -> None:
    """Set up structlog and the standard library's logging for the whole process."""
    level = logging.getLevelNamesMapping()[section.level.upper()]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if section.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(stream=sys.stderr, level=max(level, logging.WARNING), force=True)
    # httpx writes the bot's token in the URLs that it logs at INFO
    for name in ("httpx", "httpcore", "telegram", "apscheduler", "imapclient"):
        logging.getLogger(name).setLevel(logging.WARNING)
