"""Commands of the demo park."""

import typer

demo = typer.Typer(no_args_is_help=True, help="The demo park.")


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.add_typer(demo, name="demo")


@demo.callback()
def group() -> None:
    """The demo park."""


@demo.command()
def build() -> None:
    """Build the demo park; does nothing in a branch that is not empty."""
    from yizhan.app.commands.django_work import django_work
    from yizhan.app.environment import read_environment

    with django_work() as database:
        from yizhan.app.demo_park import build as build_park

        typer.echo(build_park(read_environment(), database))
