"""Our own processes: does each answer at its port?"""

from collections.abc import Iterator

from caseway.config.checks.finding import Finding
from caseway.config.env import Env
from caseway.config.supervisor.programs import is_listening, is_serving


def findings(settings: Env) -> Iterator[Finding]:
    host = settings.host
    yield _finding("web", settings.port, is_serving(host, settings.port, "/readyz"))
    yield _finding("gateway", settings.gateway_port, is_serving(host, settings.gateway_port, "/readyz"))
    yield _finding("mail", settings.smtp_port, is_listening(host, settings.smtp_port))


def _finding(name: str, port: int, is_good: bool) -> Finding:
    if is_good:
        return Finding(name, True, f"It answers at port {port}.")
    return Finding(name, False, f"It does not answer at port {port}: start 'caseway up' or 'caseway {name}'.")
