"""Whether a mail comes from whom it says, by the word of the servers we believe. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from .model import Authentication, AuthenticationResult


class Verdict(StrEnum):
    """Unknown is the usual one: nobody whom we believe has checked."""

    VERIFIED = "verified"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict, by which server, and what it rests on: `dmarc=pass lumenlabs.example`."""

    verdict: Verdict = Verdict.UNKNOWN
    server: str = ""
    because: str = ""


def judge(statements: Iterable[Authentication], *, domain: str, believed: Collection[str]) -> Check:
    """What the newest statement of a believed server says about From's domain.

    Others are left out: anybody can write such a header. DMARC decides where it was asked; without a policy, a
    signature or an envelope of the same domain speaks for the sender, and nothing speaks against it. A broken DMARC on
    a chain that was found whole (ARC) is what forwarding does, and no forgery.
    """
    own = next((one for one in statements if not one.arc_instance and one.server in believed), None)
    if own is None:
        return Check()
    for verdict, result in _findings(own.results, domain.lower()):
        return Check(verdict, own.server, f"{result.method}={result.result} {result.domain}".strip())
    return Check(Verdict.UNKNOWN, own.server)


def _findings(results: tuple[AuthenticationResult, ...], domain: str) -> Iterable[tuple[Verdict, AuthenticationResult]]:
    """What speaks for or against the sender, the strongest first."""
    dmarc = [one for one in results if one.method == "dmarc"]
    is_whole_chain = any(one.method == "arc" and one.result == "pass" for one in results)
    for one in dmarc:
        if one.result == "pass" and (not one.domain or _is_aligned(one.domain, domain)):
            yield Verdict.VERIFIED, one
        if one.result == "fail":
            yield (Verdict.UNKNOWN if is_whole_chain else Verdict.FAILED), one
    for one in results:
        if one.method in ("dkim", "spf") and one.result == "pass" and one.domain and _is_aligned(one.domain, domain):
            yield Verdict.VERIFIED, one


def _is_aligned(one: str, other: str) -> bool:
    """The same domain, or one below the other, as DMARC's relaxed mode has it."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
