"""The command line. Each command imports what it needs when it runs, so that small ones start at once."""

import os
import sys
from typing import Annotated

import typer

from caseway.config.cli import calendar
from caseway.config.cli.setting_up import reachable_database, use_django
from caseway.config.env import env
from caseway.config.errors import StartError

app = typer.Typer(
    help="Caseway: customer service from first contact to resolution.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
mail_app = typer.Typer(help="Mail: run the listener, or read files.", invoke_without_command=True)
token_app = typer.Typer(help="Tokens for the API.", no_args_is_help=True)
app.add_typer(calendar.app, name="calendar")
app.add_typer(mail_app, name="mail")
app.add_typer(token_app, name="token")


def main() -> None:
    """Run the command line; what the user can mend ends as one sentence and code 2."""
    try:
        app()
    except StartError as error:
        print(f"caseway: {error}", file=sys.stderr)
        sys.exit(2)


@app.command()
def up() -> None:
    """Start all of Caseway on this machine and keep it running: the database too, unless DATABASE_URL is set."""
    from caseway.config.supervisor.supervisor import run

    run(env())


@app.command()
def web() -> None:
    """Serve pages and the API."""
    os.environ["CASEWAY_PROCESS"] = "web"
    from caseway.config.serving import serve_web

    serve_web(env())


@app.command()
def gateway() -> None:
    """Tell open pages what changed, over WebSockets."""
    os.environ["CASEWAY_PROCESS"] = "gateway"
    from caseway.config.serving import serve_gateway

    serve_gateway(env())


@app.command()
def worker() -> None:
    """Run jobs and pulses: outgoing mail, routing, timers."""
    use_django("worker")
    from caseway.config.worker import run_worker

    run_worker(env())


@mail_app.callback()
def mail(context: typer.Context) -> None:
    """Take mail in by SMTP and IMAP."""
    if context.invoked_subcommand:
        return
    use_django("mail")
    from caseway.engagement.channels.email.listener import run_listener

    run_listener(env())


@mail_app.command("parse")
def parse_mail(
    files: Annotated[list[str], typer.Argument(help="Mail sources (.eml), - for standard input.", show_default=False)],
) -> None:
    """Print what Caseway reads in mail files, one JSON object a line."""
    from caseway.config.cli.mail_parse import parse_files

    parse_files(files)


@app.command()
def migrate() -> None:
    """Bring the database to this version's tables."""
    from caseway.config.migrating import migrate_database

    with reachable_database(env()):
        use_django("command")
        migrate_database(env())


@app.command("setup-demo")
def setup_demo() -> None:
    """Add the demo company to an empty installation."""
    with reachable_database(env()):
        use_django("command")
        from caseway.config.cli.demo_data import set_up_demo

        set_up_demo(env())


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
def check() -> None:
    """Say what is wrong with settings, database, mail and jobs, and what to do."""
    from caseway.config.checks import check_installation

    sys.exit(check_installation(env()))
