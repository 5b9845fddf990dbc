"""A training run on disk, without pickle: the vocabulary, the table as safetensors, the position as JSON."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from index.training.contrast import Table
from ingest.errors import HomeError

_VOCABULARY = "tokenizer.json"
_POSITION = "position.json"
_TENSORS = ("vectors", "gains", "vectors_first", "vectors_second", "gains_first", "gains_second")


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides a run: a checkpoint continues only under the settings it was made with."""

    steps: int
    minutes: float | None
    words: int
    dimensions: int
    batch: int
    seed: int


@dataclass(frozen=True, slots=True)
class Position:
    """Where a run stands: the steps made and the seconds spent on them."""

    steps: int
    seconds: float


def folder_of(out: Path) -> Path:
    """Return the checkpoint folder of a run that will write `out`."""
    return out.with_name(f"{out.name}.checkpoint")


def save_vocabulary(folder: Path, tokenizer: Tokenizer) -> None:
    """Write the vocabulary, the first thing a run makes."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"{_VOCABULARY}.aside"
    tokenizer.save(str(aside), pretty=False)
    os.replace(aside, folder / _VOCABULARY)


def load_vocabulary(folder: Path) -> Tokenizer | None:
    """Return the vocabulary of an interrupted run, None where there is none."""
    path = folder / _VOCABULARY
    return Tokenizer.from_file(str(path)) if path.is_file() else None


def save_table(folder: Path, table: Table, settings: Settings, position: Position) -> None:
    """Write table and position; the position names the table's file, so the two always belong together."""
    name = f"table-{position.steps}.safetensors"
    save_file({tensor: getattr(table, tensor) for tensor in _TENSORS}, folder / name)
    stored = {"table": name, "settings": asdict(settings), "position": asdict(position)}
    aside = folder / f"{_POSITION}.aside"
    aside.write_text(json.dumps(stored), encoding="utf-8")
    os.replace(aside, folder / _POSITION)
    for old in folder.glob("table-*.safetensors"):
        if old.name != name:
            old.unlink()


def load_table(folder: Path, settings: Settings) -> tuple[Table, Position] | None:
    """Return the table and position of an interrupted run, None where there is none.

    Raises HomeError when the checkpoint is damaged or was made with other settings.
    """
    path = folder / _POSITION
    if not path.is_file():
        return None
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        position = Position(**stored["position"])
        made_with = Settings(**stored["settings"])
        tensors = load_file(folder / stored["table"])
        table = Table(**{name: tensors[name] for name in _TENSORS}, steps=position.steps)
    except (ValueError, KeyError, TypeError, OSError, SafetensorError) as error:
        raise HomeError(f"训练检查点已损坏：{folder}。请删除该文件夹后重新训练。") from error
    if made_with != settings:
        raise HomeError(
            f"训练检查点 {folder} 属于另一组设置（{made_with}），与本次（{settings}）不同。"
            "请按原设置继续，或删除该文件夹后重新训练。"
        )
    return table, position


def remove(folder: Path) -> None:
    """Delete the checkpoint of a run that has come to its end."""
    shutil.rmtree(folder)
