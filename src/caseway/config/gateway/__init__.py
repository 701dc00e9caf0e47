"""The gateway: holds WebSockets, tells them which topics changed and who else is there. It knows no data and no Django.

A page connects to `/live?token=…` (see `kernel.tokens`) and is sent

- `{"welcome": true}`: it is taken in, and hears of its topics from now on,
- `{"topic": "case:12"}`: what it shows of case 12 changed, fetch it again,
- `{"refetch": true}`: something may have been missed, fetch all again,
- `{"presence": "case:12", "people": [{"actor", "name", "typing"}]}`: who has case 12 open.

It may send `{"view": "case:12"}` or `{"view": null}` (at least every two minutes while it is open), `{"typing": true}`,
and `{"token": …}` with a fresh token before the old one ends.
"""

from caseway.config.env import env
from caseway.config.gateway.server import build

application = build(env())
