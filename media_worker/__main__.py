"""`python -m media_worker`: one media worker, told what it needs by its environment."""

import asyncio
import os
import signal
import sys

from media_worker.config import ConfigError, WorkerConfig, parse_config
from media_worker.control.functions_client import FunctionsClient
from media_worker.control.report_queue import ReportQueue, SqsSink
from media_worker.logs import configure_logs
from media_worker.media_engine import open_media_engine
from media_worker.room.media_plane import MediaEventSink
from media_worker.runtime import Worker
from media_worker.transport.media_server import MediaServer


async def serve(config: WorkerConfig) -> None:
    """Run a worker until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)

    def open_media(sink: MediaEventSink) -> MediaServer:
        return open_media_engine(config.media_host, config.media_port, config.announced, sink)

    functions = FunctionsClient(config.api_url, config.worker_id, config.secret)
    reports = ReportQueue(SqsSink(config.reports_queue_url))
    await Worker(config, open_media, functions.exchange, reports).run(stop)


def main() -> int:
    configure_logs()
    try:
        config = parse_config(os.environ)
    except ConfigError as e:
        sys.stderr.write(f"media worker: {e}\n")
        return 2
    try:
        asyncio.run(serve(config))
    except OSError as e:
        sys.stderr.write(f"media worker: cannot listen: {e}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
