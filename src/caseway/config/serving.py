"""The two HTTP servers: `web` for pages and the API, `gateway` for what changes by itself."""

import importlib
import os
import signal
from collections.abc import Callable

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import MPServer

from caseway.config.env import Env
from caseway.config.processes import end_with_parent

MOST_CONNECTIONS = 1024
SECONDS_TO_STOP = 8
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"_granian": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}


def serve_web(env: Env) -> None:
    """Serve pages until stopped. A few threads work; further requests wait for one (connections cost no thread)."""
    (env.data / "static").mkdir(exist_ok=True)
    server = _server("caseway.config.wsgi:application", env.host, env.port, Interfaces.WSGI, env.web_threads)
    server.serve(target_loader=_load_web, wrap_loader=False)


def serve_gateway(env: Env) -> None:
    """Hold WebSockets until stopped."""
    server = _server("caseway.config.gateway:application", env.host, env.gateway_port, Interfaces.ASGI, 1)
    server.serve(target_loader=_load_gateway, wrap_loader=False)


def _server(target: str, host: str, port: int, interface: Interfaces, threads: int) -> MPServer:
    return MPServer(
        target,
        address=host,
        port=port,
        interface=interface,
        workers=1,
        blocking_threads=threads,
        backpressure=MOST_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=30_000),
        log_level=LogLevels.warning,
        log_dictconfig=LOGGING,
        workers_kill_timeout=SECONDS_TO_STOP,
    )


def _load_web() -> Callable[..., object]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caseway.config.settings")
    return _load("caseway.config.wsgi")


def _load_gateway() -> Callable[..., object]:
    return _load("caseway.config.gateway")


def _load(module: str) -> Callable[..., object]:
    """In granian's worker process, which must not outlive the process that watches it."""
    end_with_parent(signal.SIGKILL)
    application: Callable[..., object] = importlib.import_module(module).application
    return application
