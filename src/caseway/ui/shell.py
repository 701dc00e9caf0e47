"""What the console shell shows around a page. `workspace` fills it in; templates read it as `console`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NavItem:
    """One icon of the left rail; `key` is the letter after `g`."""

    label: str
    icon: str
    url: str
    key: str = ""
    is_current: bool = False
    count: int = 0
    is_last: bool = False


@dataclass(frozen=True)
class SessionTab:
    """A case or conversation that is open; `tone` colours its icon."""

    label: str
    url: str
    icon: str = "circle-dot"
    tone: str = "neutral"
    is_current: bool = False
    is_unsaved: bool = False
    close_url: str = ""


@dataclass(frozen=True)
class PresenceChoice:
    """A presence the agent may take; `tone` is good, warn, bad or neutral."""

    value: str
    label: str
    tone: str
    is_current: bool = False


@dataclass(frozen=True)
class MenuLink:
    """A line in the menu behind the agent's avatar; posts when `is_post`."""

    label: str
    url: str
    icon: str
    is_post: bool = False


@dataclass(frozen=True)
class Console:
    """Everything around the page. Empty addresses leave their feature out."""

    name: str
    nav: tuple[NavItem, ...] = ()
    sessions: tuple[SessionTab, ...] = ()
    presences: tuple[PresenceChoice, ...] = ()
    presence_url: str = ""
    menu: tuple[MenuLink, ...] = ()
    palette_url: str = ""
    live_url: str = ""
    live_token: str = ""
    live_token_url: str = ""
    new_url: str = ""
    detail: str = ""

    @property
    def presence(self) -> PresenceChoice | None:
        """The choice that is current, if any."""
        return next((choice for choice in self.presences if choice.is_current), None)
