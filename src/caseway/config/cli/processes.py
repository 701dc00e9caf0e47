"""The commands that run until they are stopped."""

import os
from functools import partial

from caseway.config.env import env


def up() -> None:
    """Start all of Caseway on this machine and keep it running: the database too, unless DATABASE_URL is set."""
    from caseway.config.supervisor.supervisor import run

    run(env())


def web() -> None:
    """Serve pages and the API."""
    os.environ["CASEWAY_PROCESS"] = "web"
    from caseway.config.serving import serve_web

    serve_web(env())


def gateway() -> None:
    """Tell open pages what changed, over WebSockets."""
    os.environ["CASEWAY_PROCESS"] = "gateway"
    from caseway.config.serving import serve_gateway

    serve_gateway(env())


def worker() -> None:
    """Run jobs and pulses: outgoing mail, routing, timers."""
    from caseway.config.cli.setting_up import use_django

    use_django("worker")
    from caseway.config.worker import run_worker

    run_worker(env())


def mail() -> None:
    """Take mail in: listen for it by SMTP and LMTP, and fetch it."""
    from caseway.config.cli.setting_up import use_django

    use_django("mail")
    from caseway.config.forking import run_in_processes
    from caseway.engagement.channels.email.jobs.listener import open_sockets, run_listener

    number = env().mail_processes
    run_in_processes(number, partial(run_listener, open_sockets(env()), processes=number))


PROCESSES = {"up": up, "web": web, "gateway": gateway, "worker": worker, "mail": mail}
