"""What routes depend on: the opened knowledge base, the settings, the day asked for."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request

from api.engine import Engine
from api.served import Served
from api.settings import Settings
from ingest.errors import HomeError


def _engine(request: Request) -> Engine:
    return _served(request).engine


def _served(request: Request) -> Served:
    served = request.app.state.served
    if not isinstance(served, Served):
        raise HomeError("知识库还没有打开。")
    return served


def _settings(request: Request) -> Settings:
    settings = request.app.state.settings
    if not isinstance(settings, Settings):
        raise HomeError("服务还没有启动好。")
    return settings


ServedDep = Annotated[Served, Depends(_served)]
EngineDep = Annotated[Engine, Depends(_engine)]
SettingsDep = Annotated[Settings, Depends(_settings)]
AsOf = Annotated[date | None, Query(description="按哪一天的有效性回答，如 2024-06-30；默认今天")]
