"""What can be set from outside, in one typed object; nothing is read before it is made."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings from HUICE_* environment variables; command-line options go before them."""

    model_config = SettingsConfigDict(env_prefix="HUICE_", extra="ignore")

    home: Path = Path(".huice")
    encoder: Path | None = None  # a sentence-transformers folder; None is the shipped one
    host: str = "127.0.0.1"
    port: int = 8000
