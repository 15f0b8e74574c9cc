"""Commands on people and their tokens. A password comes from a prompt or from stdin, never as an
argument, which everybody on the machine could read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import click

from archive import logins, people
from archive import tokens as tokens_
from archive.errors import PeopleError
from archive.people import Account
from archive.roles import ROLES, SCOPES
from nianbao import desk

_NAME = click.argument("name")


@click.group()
def user() -> None:
    """The accounts of those who work with the archive."""


@user.command("add")
@_NAME
@click.option("--role", type=click.Choice(ROLES), default="viewer", show_default=True)
@click.option("--display-name", help="How the person is called.")
@click.option("--email")
def add_user(name: str, role: str, display_name: str | None, email: str | None) -> None:
    """Add an account; its password is asked for, or is the first line of stdin."""
    password = _password()
    with desk.archive() as context, _refusals(), context.catalog.begin() as conn:
        made = people.add(
            conn, desk.actor(), name, role,
            password=password, display_name=display_name, email=email,
        )  # fmt: skip
    _show(made)


@user.command("passwd")
@_NAME
@click.option("--link", is_flag=True, help="Print a link's secret, good once and for a day.")
def set_password(name: str, link: bool) -> None:
    """Give an account a new password, or a link by which its owner sets one."""
    password = "" if link else _password()
    with desk.archive() as context, _refusals(), context.catalog.begin() as conn:
        if link:
            click.echo(logins.reset_link(conn, desk.actor(), name, datetime.now(UTC)))
        else:
            people.set_password(conn, desk.actor(), name, password)


@user.command("list")
def list_users() -> None:
    """List the accounts."""
    with desk.archive() as context, context.catalog.read() as conn:
        for account in people.all_(conn):
            _show(account)


@user.command("role")
@_NAME
@click.argument("role", type=click.Choice(ROLES))
def change_role(name: str, role: str) -> None:
    """Give an account another role; its sessions end."""
    _change(name, role=role)


@user.command("change")
@_NAME
@click.option("--display-name", help="How the person is called; '' for none.")
@click.option("--email", help="'' for none.")
def change_user(name: str, display_name: str | None, email: str | None) -> None:
    """Change how an account's owner is called and reached."""
    given = {"display_name": display_name, "email": email}
    values = {field: value or None for field, value in given.items() if value is not None}
    if not values:
        raise click.UsageError("要写明改什么：--display-name 或 --email")
    _change(name, **values)


@user.command("disable")
@_NAME
def disable(name: str) -> None:
    """Keep an account from being used; its sessions end and its tokens are refused."""
    _change(name, disabled=True)


@user.command("enable")
@_NAME
def enable(name: str) -> None:
    """Let a disabled account be used again."""
    _change(name, disabled=False)


@click.group()
def token() -> None:
    """Tokens by which programs act for an account."""


@token.command("add")
@click.argument("owner", metavar="USER")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), default=("read",))
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True)
def add_token(owner: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token and print it, this once."""
    with desk.archive() as context, _refusals(), context.catalog.begin() as conn:
        lasts, now = timedelta(days=days), datetime.now(UTC)
        made, secret = tokens_.add(conn, desk.actor(), owner, name, scopes, lasts, now)
    click.echo(f"{made.id}\t{secret}")


@token.command("list")
@click.argument("owner", metavar="[USER]", default="")
def list_tokens(owner: str) -> None:
    """List tokens, of one account or of all."""
    with desk.archive() as context, _refusals(), context.catalog.read() as conn:
        whose = people.get(conn, owner).id if owner else None
        names = {account.id: account.name for account in people.all_(conn)}
        for one in tokens_.of(conn, whose):
            until = f"{one.expires_at:%Y-%m-%d}"
            state = "revoked" if one.revoked_at else until
            told = (str(one.id), names[one.account_id], one.name, ",".join(one.scopes), state)
            click.echo("\t".join(map(desk.one_line, told)))


@token.command("revoke")
@click.argument("token_id", type=int)
def revoke_token(token_id: int) -> None:
    """Revoke a token."""
    with desk.archive() as context, _refusals(), context.catalog.begin() as conn:
        tokens_.revoke(conn, desk.actor(), token_id, datetime.now(UTC))


@contextmanager
def _refusals() -> Iterator[None]:
    """Turns what cannot be into wrong use, in its sentence."""
    try:
        yield
    except PeopleError as exc:
        raise click.UsageError(str(exc)) from exc


def _change(name: str, **values: object) -> None:
    with desk.archive() as context, _refusals(), context.catalog.begin() as conn:
        changed = people.change(conn, desk.actor(), name, **values)
    _show(changed)


def _show(account: Account) -> None:
    state = "（停用）" if account.disabled_at else ""
    told = (account.name + state, account.role, account.display_name or "", account.email or "")
    click.echo("\t".join(map(desk.one_line, told)))


def _password() -> str:
    if sys.stdin.isatty():
        prompted: str = click.prompt("密码", hide_input=True, confirmation_prompt="再输一次")
        return prompted
    line = sys.stdin.readline()
    if not line.strip():
        raise click.UsageError("标准输入里没有密码")
    return line.rstrip("\r\n")
