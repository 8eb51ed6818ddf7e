"""The `yizhan` command. Each group of commands is a module in app/commands; nothing heavy is imported before it is needed."""

import sys
from collections.abc import Callable

import typer

from yizhan.app.commands import register

application = typer.Typer(name="yizhan", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                          help="Yizhan (驿站): an open branch platform for technology enterprises and travellers.")
register(application)

INTERRUPTED = 130


def reported(work: Callable[[], object]) -> int:
    """Do the work; a foreseen failure becomes one clear line on standard error and exit status 1."""
    try:
        work()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        from yizhan.app.failures import FORESEEN

        if not isinstance(error, FORESEEN):
            raise
        print(f"yizhan: {error}", file=sys.stderr)
        return 1
    return 0


def main() -> None:
    """The console command."""
    sys.exit(reported(application))


if __name__ == "__main__":
    main()
