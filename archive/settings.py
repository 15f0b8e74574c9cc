"""Settings: one frozen object, made once at a process's edge and passed down.

Every field is read from the environment as ``NIANBAO_<FIELD>``; `docs/SETTINGS.md` lists them.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What may differ from one installation to the next. Sizes in bytes, times in seconds."""

    model_config = SettingsConfigDict(env_prefix="NIANBAO_", frozen=True)

    home: Path = Field(default=Path("var"), description="data folder; all of ours lies below it")
    database_url: str | None = Field(
        default=None, description="catalog as an SQLAlchemy URL; default is SQLite in the home"
    )
    warc_max_bytes: int = Field(default=1 << 30, description="size at which a WARC file is rolled")
    max_document_bytes: int = Field(
        default=64 << 20, description="larger files are archived but not read"
    )
    max_archive_bytes: int = Field(
        default=1 << 30, description="larger local files are refused by import"
    )
    read_seconds: float = Field(default=120.0, description="longest time one document may take")
    read_memory_bytes: int = Field(
        default=2 << 30, description="most memory the reading process may take"
    )
    index_cache_bytes: int = Field(
        default=192 << 20, description="what a reader of the index keeps decoded"
    )
    index_memory_bytes: int = Field(
        default=512 << 20, description="what inverting reports for the index may take"
    )
    index_processes: int = Field(default=1, ge=1, description="processes that rebuild the index")
    lease_seconds: float = Field(default=60.0, description="a run not renewed so long is taken up")
    user_agent: str = Field(
        default="NianbaoBot/0.1 (+https://nianbao.example/about; archive of annual reports)",
        description="how the crawler names itself, with a contact address",
    )
    crawl_delay: float = Field(default=3.0, description="pause between requests to one host")
    allow_loopback: bool = Field(
        default=False, description="crawl hosts on this machine (demo and tests only)"
    )
    gone_after_seconds: float = Field(
        default=86_400.0, description="how far apart two visits that miss a page make it gone"
    )
    session_idle_seconds: float = Field(
        default=7200.0, gt=0, description="a session not used so long has ended"
    )
    session_seconds: float = Field(
        default=43_200.0, gt=0, description="a session ends so long after it began, used or not"
    )
    host: str = Field(default="127.0.0.1", description="address that the portal listens on")
    public_url: str = Field(
        default="",
        description="the portal's address as readers know it, for feeds, citations and maps of the "
        "site (default: the host that was asked)",
    )
    contact: str = Field(
        default="", description="where readers write to: a mail address or a web address"
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""),
        description="smtp://user:password@host:port (or smtps://) of the server that takes our mail",
    )
    mail_from: str = Field(default="", description="who our mail is from")
    mail_to: str = Field(default="", description="who is told what ended, separated by commas")
    mail_minutes: float = Field(
        default=30.0, gt=0, description="fewest minutes between two mails; what ended is gathered"
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        description="reverse proxies before the portal whose word on the reader's address and on "
        "scheme and host is taken",
    )
    port: int = Field(default=8000, description="port that the portal listens on")
    portal_workers: int | None = Field(
        default=None, ge=1, description="processes that serve the portal; default: one a core"
    )
    portal_threads: int = Field(default=8, description="threads of each of these processes")
    portal_cache_bytes: int = Field(
        default=32 << 20, description="what each of them keeps of pages that it made"
    )

    @property
    def catalog_url(self) -> str:
        """The catalog's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{(self.home / 'catalog.sqlite3').absolute()}"

    @property
    def gone_after(self) -> timedelta:
        """How far apart two visits that miss a page make it gone."""
        return timedelta(seconds=self.gone_after_seconds)

    @property
    def warc_dir(self) -> Path:
        """Folder of the WARC files."""
        return self.home / "warc"

    @property
    def index_dir(self) -> Path:
        """Folder of the index generations and their pointer."""
        return self.home / "index"
