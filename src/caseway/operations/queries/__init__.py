from caseway.operations.queries.calendars import calendar_of
from caseway.operations.queries.people import actor_for, actor_of, actors_for, agent_addresses, agents, teams

__all__ = ["actor_for", "actor_of", "actors_for", "agent_addresses", "agents", "calendar_of", "teams"]
