"""The roles Caseway comes with: each permission and how far it reaches (own, team, all)."""

AGENT = {
    "cases.read": "team",
    "cases.create": "all",
    "cases.work": "team",
    "cases.assign": "team",
    "cases.resolve": "team",
    "customers.read": "all",
    "customers.write": "all",
    "entitlements.read": "all",
    "knowledge.read": "all",
    "queues.read": "all",
    "queues.pick": "all",
}

KNOWLEDGE_AUTHOR = {"knowledge.read": "all", "knowledge.write": "all", "knowledge.publish": "all"}

SUPERVISOR = {
    **AGENT,
    "cases.read": "all",
    "cases.work": "all",
    "cases.assign": "all",
    "cases.resolve": "all",
    "queues.assign": "all",
    "intake.read": "all",
    "mail.quarantine": "all",
    "entitlements.write": "all",
    "quick_replies.write": "all",
}

ADMINISTRATOR = {**SUPERVISOR, **KNOWLEDGE_AUTHOR, "settings.manage": "all", "audit.read": "all"}

DEFAULT_ROLES = {
    "agent": ("Agent", AGENT),
    "supervisor": ("Supervisor", SUPERVISOR),
    "knowledge-author": ("Knowledge author", KNOWLEDGE_AUTHOR),
    "administrator": ("Administrator", ADMINISTRATOR),
}

PERMISSIONS = tuple(sorted({permission for _name, held in DEFAULT_ROLES.values() for permission in held}))
LEVELS = ("own", "team", "all")
