"""Settings of the local chat."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator


class LocalSettings(BaseModel):
    """`[platforms.local]`: the embedded chat and its page, the playground."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool = Field(True, description="Run the embedded chat.")
    page: bool = Field(True, description="Serve the playground page in front of it.")
    host: str = Field("127.0.0.1", description="Address to listen on; the default is this machine.")
    port: int = Field(8420, ge=0, le=65535, description="Port of the page; 0 takes any free port.")
    open_page: bool = Field(False, description="Open the page in the browser at start.")
    allowed_hosts: tuple[str, ...] = Field(
        (), description="Host names, beside this machine's own, under which the page may be opened."
    )
    community: str = Field(
        "Sourdough & Co.", min_length=1, max_length=60, description="Name of the community."
    )
    history: int = Field(
        2000, ge=10, le=100_000, description="Messages kept per channel; older ones drop out."
    )
    snapshot: Path | None = Field(
        Path("data/playground.json"),
        description='File that keeps the chat over a restart; "" keeps it in memory only.',
    )

    @field_validator("snapshot", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value
