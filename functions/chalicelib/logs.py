"""Structured logs: one JSON object a line, and never a word about a person."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

LOGGER = logging.getLogger("onmeeting")


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[1] is not None:
            line.update(_describe(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def _describe(error: BaseException) -> dict[str, object]:
    """Type and places, not the message: messages quote what people typed."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__qualname__,
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    }


def set_up_logs() -> None:
    """Send our lines to standard output, where Lambda collects them."""
    if LOGGER.handlers:
        return
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_JsonFormatter())
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def log(event: str, **fields: object) -> None:
    LOGGER.info(event, extra={"fields": fields})


def log_failure(event: str, error: BaseException, **fields: object) -> None:
    LOGGER.error(event, exc_info=error, extra={"fields": fields})
