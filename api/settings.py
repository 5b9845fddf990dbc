"""What can be set from outside, in one typed object; nothing is read before it is made."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import HuiceError, shown
from ingest.limits import LARGEST_FILE, MEGABYTE

_PREFIX = "HUICE_"


class Settings(BaseSettings):
    """Settings from HUICE_* environment variables; command-line options go before them."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_ignore_empty=True, extra="ignore")

    home: Path = Path(".huice")
    encoder: Path | None = None  # a sentence-transformers folder; None is the shipped one
    reranker: Path | None = None  # a cross-encoder's folder; None is the shipped network
    rerank: int | None = Field(default=None, ge=0, le=200)  # clauses put in order twice; 0 is none
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int | None = Field(default=None, ge=0, le=64)  # that read files; None is one a core, at most 8
    writable: bool = False  # whether documents can be added and removed over HTTP
    largest_upload_mb: int = Field(default=LARGEST_FILE // MEGABYTE, ge=1)  # a document sent over HTTP
    file_memory_mb: int = Field(default=2048, ge=512)  # address space for reading one file
    file_seconds: int = Field(default=120, ge=1)  # CPU for reading a small file; a larger one gets more


def read_settings() -> Settings:
    """Read the settings from the environment; raise HuiceError naming a variable that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "、".join(
            f"{_PREFIX}{str(problem['loc'][0]).upper()}={shown(problem['input'])}"
            for problem in error.errors()
        )
        raise HuiceError(f"环境变量的值不对：{wrong}；请改正或取消这个变量") from error
