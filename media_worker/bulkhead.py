"""A bulkhead: what breaks in one peer or meeting does not sink the others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def bulkhead(log: logging.Logger, compartment: str, **facts: object) -> Iterator[None]:
    """Log a defect with its traceback, and go on behind the block. `facts` name no person."""
    try:
        yield
    except Exception:
        log.exception("%s failed", compartment, extra=facts)
