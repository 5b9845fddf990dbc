"""Import the libraries of the extra `outside`, which most installations do without."""

from __future__ import annotations

import warnings
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType

from ingest.errors import QuestionError


def load(module: str) -> ModuleType:
    """Import a module of the extra; raise QuestionError, with the remedy, where it is missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of deprecations that only the authors can heed
            return import_module(module)
    except ImportError as error:
        raise QuestionError(
            f"对照系统需要的 {module} 载入不了（{error}）；请先运行 pip install 'huice[outside]'"
        ) from error


def versions(*packages: str) -> str:
    """Return ``name version`` of each installed package, separated by commas; a missing one as 未安装."""
    return ", ".join(f"{package} {_version(package)}" for package in packages)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "未安装"
