"""The engine that a service answers with, opened anew when another process has published."""

from __future__ import annotations

import logging
import time
from threading import Lock

from api.engine import Engine
from api.settings import Settings
from index.snapshot import current_name
from ingest.errors import HuiceError

LOOKED_EACH = 1.0  # seconds between two looks at what is current

_log = logging.getLogger(__name__)


class Served:
    """Holds the engine of the current generation; safe to share between threads.

    A request keeps the engine it began with. While one request opens a new generation the others go on with
    the old one; where it cannot be opened all do, until something else is published.
    """

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        """Serve `engine`, else what it opens as the settings say; raise HomeError as `Engine.open` does."""
        self._settings = settings
        self._opening = Lock()
        self._looked = time.monotonic()
        self._engine = engine or self._opened()
        self._tried: str = self._engine.generation

    @property
    def engine(self) -> Engine:
        """Return the engine of the current generation, looking for a new one at most once a second."""
        if time.monotonic() - self._looked >= LOOKED_EACH and self._opening.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._opening.release()
        return self._engine

    def reopen(self) -> None:
        """Open what is current now; raise HomeError as `Engine.open` does, the old engine then stays."""
        with self._opening:
            self._engine = self._opened()
            self._tried = self._engine.generation

    def _look(self) -> None:
        self._looked = time.monotonic()
        name = current_name(self._settings.home)
        if name is None or name == self._tried:
            return
        self._tried = name  # a damaged generation is tried, and told of, once
        try:
            self._engine = self._opened()
        except HuiceError as error:
            _log.error("新版本没有打开，继续用 %s 回答：%s", self._engine.generation, error)
        else:
            _log.info("已换到新版本 %s", self._engine.generation)

    def _opened(self) -> Engine:
        settings = self._settings
        return Engine.open(settings.home, settings.encoder, settings.rerank, settings.reranker)
