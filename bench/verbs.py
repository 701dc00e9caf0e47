"""Pick, reply and resolve: each a command with its whole transaction; the floor is one empty commit of bare psycopg."""

from bench.figures import Figure, measure
from bench.stage import bare


def run() -> list[Figure]:
    """Median of real commits on open cases, one after the other."""
    from caseway.cases import commands
    from caseway.cases.models import Case
    from caseway.kernel.access import SYSTEM
    from caseway.operations.models import Agent
    from caseway.operations.queries import actor_for

    rounds = 30
    actor = actor_for(Agent.objects.get(name="Sofia Brandt").pk, via="api")
    contact = _contact()
    new = commands.NewCase(title="Brewer leaks", contact=contact, origin="email")
    made = [commands.open_case(new, actor=SYSTEM) for _ in range(rounds + 5)]
    with bare() as connected:
        connected.execute("CREATE TABLE IF NOT EXISTS bench_floor (n integer)")

        def commit() -> None:
            connected.execute("INSERT INTO bench_floor VALUES (1)")

        def over(verb: object) -> object:
            cases = iter(list(Case.objects.filter(pk__in=[case.pk for case in made])))
            return lambda: verb(next(cases))  # type: ignore[operator]

        verbs = {
            "pick": lambda case: commands.pick_case(case, actor=actor),
            "reply": lambda case: commands.reply_to_customer(
                case, actor=actor, reply=commands.Reply(text="On its way.")
            ),
            "resolve": lambda case: commands.resolve_case(
                case, actor=actor, resolution=commands.Resolution(resolution="New seal")
            ),
        }
        return [
            measure(name, over(verb), commit, rounds=rounds, bound="under 30 ms")  # type: ignore[arg-type]
            for name, verb in verbs.items()
        ]


def _contact() -> object:
    from caseway.customers.models import Contact

    return Contact.objects.get(points__normalized="priya.nair@mail.example")
