"""The one way out: every address that an administrator enters is reached through here, or not at all."""

from caseway.kernel.outbound.addresses import ForbiddenUrl, Policy, addresses_of, check_url, policy
from caseway.kernel.outbound.sockets import dial, first_answering
from caseway.kernel.outbound.transport import AnswerTooLargeError, GuardedTransport, client

__all__ = [
    "AnswerTooLargeError",
    "ForbiddenUrl",
    "GuardedTransport",
    "Policy",
    "addresses_of",
    "check_url",
    "client",
    "dial",
    "first_answering",
    "policy",
]
