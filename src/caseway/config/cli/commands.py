"""Every command, as the command line shows them."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from caseway.config.cli import calendar, processes
from caseway.config.cli.setting_up import reachable_database, use_django
from caseway.config.env import env

app = typer.Typer(
    help="Caseway: customer service from first contact to resolution.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
mail_app = typer.Typer(help="Mail: run the listener, or read files.", invoke_without_command=True)
agent_app = typer.Typer(help="The people who work here.", no_args_is_help=True)
token_app = typer.Typer(help="Tokens for the API.", no_args_is_help=True)
app.add_typer(calendar.app, name="calendar")
app.add_typer(mail_app, name="mail")
app.add_typer(token_app, name="token")
app.add_typer(agent_app, name="agent")
for command in (processes.up, processes.web, processes.gateway, processes.worker):
    app.command()(command)


@mail_app.callback()
def mail(context: typer.Context) -> None:
    """Take mail in, however it comes; or read mail files."""
    if not context.invoked_subcommand:
        processes.mail()


@mail_app.command("parse")
def parse_mail(
    files: Annotated[list[str], typer.Argument(help="Mail sources (.eml), - for standard input.", show_default=False)],
) -> None:
    """Print what Caseway reads in mail files, one JSON object a line."""
    from caseway.config.cli.mail_parse import parse_files

    parse_files(files)


@mail_app.command("doctor")
def examine_mailbox(
    address: Annotated[str, typer.Argument(help="One of our addresses.", show_default=False)],
) -> None:
    """Connect to all that a mailbox needs, check its domain, and say what is wrong and what to do."""
    with reachable_database(env()):
        use_django("command")
        from caseway.config.cli.mail_doctor import examine

        sys.exit(examine(address))


@mail_app.command("pipe")
def pipe_mail(
    recipient: Annotated[list[str] | None, typer.Option(help="Whom it was delivered to; more than one may be.")] = None,
    sender: Annotated[str, typer.Option(help="Whom it returns to: the envelope's sender.")] = "",
) -> None:
    """Take in the one mail on standard input. Ends with 0 once it is kept, with 75 when it must be tried again."""
    from caseway.config.cli.mail_pipe import take_in

    sys.exit(take_in(sys.stdin.buffer, recipients=recipient or [], sender=sender))


@mail_app.command("reread")
def reread_mail(
    since: Annotated[datetime | None, typer.Option(help="Only mail that came since then (UTC).")] = None,
    mailbox: Annotated[str, typer.Option(help="Only mail to this address of ours.")] = "",
    after: Annotated[int, typer.Option(min=0, help="Go on after this message, where a run was stopped.")] = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would differ, and change nothing.")] = False,
) -> None:
    """Read kept sources again after Caseway has learnt to read better. Changes what is shown, never what was said."""
    with reachable_database(env()):
        use_django("command")
        from caseway.config.cli.mail_reread import reread
        from caseway.engagement.channels.email.commands import Extent
        from caseway.kernel.db import unit_of_work

        moment = since.replace(tzinfo=UTC) if since else None
        with unit_of_work():
            code = reread(Extent(since=moment, mailbox=mailbox, after=after), is_dry=dry_run)
        sys.exit(code)


@app.command()
def migrate() -> None:
    """Bring the database to this version's tables."""
    with reachable_database(env()):
        use_django("command")
        from caseway.config.migrating import migrate_database

        migrate_database(env())


@app.command("setup-demo")
def setup_demo() -> None:
    """Add the demo company to an empty installation."""
    with reachable_database(env()):
        use_django("command")
        from caseway.config.cli.demo_data import set_up_demo

        set_up_demo(env())


@app.command("demo-data")
def demo_data(
    cases: Annotated[int, typer.Option(min=1, max=10_000_000, help="How many there shall be.", show_default=False)],
) -> None:
    """Fill up with years of believable history; a run that was stopped goes on where it was."""
    with reachable_database(env()):
        use_django("command")
        from caseway.config.cli.filling import fill_up
        from caseway.config.migrating import migrate_database

        migrate_database(env())
        fill_up(cases)


@app.command()
def demo() -> None:
    """Play the story from an email to a resolved case, on the running instance or a temporary one."""
    from caseway.config.cli.playing import play_demo

    sys.exit(play_demo(env()))


@agent_app.callback()
def agent() -> None:
    """The people who work here."""


@agent_app.command("create")
def create_agent(
    email: Annotated[str, typer.Argument(help="The address they sign in with.", show_default=False)],
    name: Annotated[str, typer.Option(help="How they are called.", show_default=False)],
    role: Annotated[str, typer.Option(help="agent, supervisor, knowledge-author or administrator.")] = "agent",
) -> None:
    """Add somebody who signs in, and print a first password. The way to the first administrator."""
    with reachable_database(env()):
        use_django("command")
        from caseway.config.cli.agents import add_agent
        from caseway.config.migrating import migrate_database

        migrate_database(env())
        add_agent(email, name=name, role=role)


@token_app.callback()
def token() -> None:
    """Tokens for the API."""


@token_app.command("create")
def create_token(
    email: Annotated[str, typer.Argument(help="Whose rights the token has: the address they sign in with.")],
    name: Annotated[str, typer.Option(help="What it is for, as Settings shows it.")] = "Command line",
    may_act_as: Annotated[bool, typer.Option("--may-act-as", help="It may act as other agents.")] = False,
) -> None:
    """Print a new token. It is shown this once."""
    with reachable_database(env()):
        use_django("command")
        from caseway.config.cli.tokens import print_new_token

        print_new_token(email, name=name, may_act_as=may_act_as)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, such as caseway.tar.", show_default=False)],
) -> None:
    """Keep database, attachments and secret in one file. Caseway may run meanwhile."""
    from caseway.config.backup import back_up, require_room

    require_room(file)
    with reachable_database(env()):
        back_up(env(), file)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that 'caseway backup' wrote.", show_default=False)],
) -> None:
    """Bring back what a backup holds, into a new data folder or an empty database."""
    from caseway.config.cli.restoring import require_backup, restore_all

    require_backup(file)
    with reachable_database(env()):
        restore_all(env(), file)


@app.command()
def check() -> None:
    """Say what is wrong with settings, database, mail and jobs, and what to do."""
    from caseway.config.checks import check_installation

    sys.exit(check_installation(env()))
