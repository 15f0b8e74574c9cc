"""The command line. Exit codes: 0 done, 1 done with failures (listed), 2 wrong use."""

from __future__ import annotations

import sys

import click
from pydantic import ValidationError

from archive.errors import ArchiveError
from archive.settings import Settings
from indexer.port import SearchError
from jobs.imports import BadManifest
from jobs.work import UnknownTarget
from nianbao import crawling, demo, desk, keeping, peopling, rereading, searching, serving


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show a traceback when something goes wrong.")
@click.version_option(package_name="nianbao")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Nianbao (年报): search and archive portal for government-information disclosure reports.

    The data folder is $NIANBAO_HOME (default ./var).
    """
    context.ensure_object(dict)["debug"] = debug
    context.obj["settings"] = Settings()


for room in (keeping, peopling, rereading, crawling, searching, serving, demo):
    room.register(cli)


def main() -> None:
    """Entry point: runs a command and turns errors into one line and an exit code."""
    debug = "--debug" in sys.argv
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        code = _say("interrupted", 1)
    except click.ClickException as exc:
        code = _say(exc.format_message(), 2)
    except ValidationError as exc:
        error = exc.errors()[0]
        code = _say(
            f"setting NIANBAO_{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}", 2
        )
    except (BadManifest, UnknownTarget) as exc:
        code = _say(str(exc), 2)
    except (ArchiveError, SearchError) as exc:
        code = _say(str(exc), 1)
    except KeyboardInterrupt:
        code = _say("interrupted", 1)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; nothing is left to tell
        code = 1
    except Exception as exc:
        # the process edge: one line for people, the traceback only when asked for
        if debug:
            raise
        code = _say(f"{type(exc).__name__}: {exc}", 1)
    sys.exit(code if isinstance(code, int) else 0)


def _say(sentence: str, code: int) -> int:
    click.echo(desk.one_line(f"nianbao: {sentence}"), err=True)
    return code


if __name__ == "__main__":
    main()
