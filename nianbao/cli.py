"""The command line. Exit codes: 0 done, 1 done with failures (listed), 2 wrong use."""

from __future__ import annotations

import sys

import click

from archive.errors import ArchiveError
from indexer.port import SearchError
from jobs.errors import WrongUse
from nianbao import desk
from nianbao.lazily import LazyGroup

COMMANDS = {
    "agencies": ("nianbao.registering", "Bodies: list, rename, merge, split, set above and after."),
    "audit": ("nianbao.telling", "The log of who did what: list."),
    "backup": ("nianbao.backing", "Write catalog and WARC files into one file."),
    "correct": ("nianbao.correcting", "Correct what was read: a field, a cell; withdraw, list."),
    "crawl": ("nianbao.crawling", "Crawl sources now."),
    "demo": ("nianbao.demo", "Crawl the bundled sample sites and serve what was found."),
    "documents": ("nianbao.documenting", "Single documents: add, mark as copies, attach."),
    "errors": ("nianbao.telling", "What readers say that we read wrongly: list, close."),
    "extract": ("nianbao.keeping", "Read files and print what they say; nothing is kept."),
    "findings": ("nianbao.correcting", "A report's findings: list, judge."),
    "health": ("nianbao.looking", "How index, catalog, queue and disk are."),
    "import": ("nianbao.keeping", "Archive, read, check and index local files or folders."),
    "index": ("nianbao.keeping", "Bring the index up to the catalog."),
    "read": ("nianbao.rereading", "Re-read snapshots with the current reader."),
    "restore": ("nianbao.backing", "Put a backup into an empty data folder."),
    "review": ("nianbao.looking", "Documents that were read with doubts: list."),
    "runs": ("nianbao.queueing", "The queue of work: list, show, request, cancel."),
    "search": ("nianbao.searching", "Search the reports."),
    "serve": ("nianbao.serving", "Serve the portal with gunicorn until stopped."),
    "sources": ("nianbao.sourcing", "The registry of sites to crawl."),
    "takedown": ("nianbao.correcting", "Hide reports and snapshots, show them again, list."),
    "token": ("nianbao.peopling", "Tokens for the API: add, list, revoke."),
    "user": ("nianbao.peopling", "Accounts: add, passwords, roles, list."),
    "verify": ("nianbao.keeping", "Re-hash every snapshot, compare the index with the catalog."),
    "worker": ("nianbao.crawling", "Carry out queued runs, crawls on schedule, index repairs."),
}
"""Every command, with the module that is imported for it."""


@click.group(
    cls=LazyGroup, places=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option("--debug", is_flag=True, help="Show a traceback when something goes wrong.")
@click.version_option(package_name="nianbao")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Nianbao (年报): search and archive portal for government-information disclosure reports.

    The data folder is $NIANBAO_HOME (default ./var).
    """
    context.ensure_object(dict)["debug"] = debug


def main() -> None:
    """Entry point: runs a command and turns errors into one line and an exit code."""
    debug = "--debug" in sys.argv
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        code = _say("interrupted", 1)
    except click.ClickException as exc:
        code = _say(exc.format_message(), 2)
    except WrongUse as exc:
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
