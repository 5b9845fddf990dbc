"""Read a static encoder to adapt, and write it again with other word vectors, all else as it was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from safetensors.numpy import save_file

from index.home import replace_folder
from index.models.loading import load_encoder
from index.models.static import ORIGIN, StaticEncoder, is_static
from index.training import folder
from index.training.evaluate import Vectors
from ingest.errors import HomeError


def read_base(base: Path) -> StaticEncoder:
    """Load the static encoder in `base`; raise HomeError when it is none or is damaged."""
    if not is_static(base):
        raise HomeError(
            f"{base} 不是静态编码器（StaticEmbedding）文件夹，无法在它上面适配："
            "请另指一个静态编码器文件夹，或不指定而用自带的"
        )
    loaded = load_encoder(base)
    if not isinstance(loaded, StaticEncoder):
        raise HomeError(f"{base} 不能按静态编码器读入：请检查模型文件是否完整")
    return loaded


def check_out(base: Path, out: Path) -> None:
    """Raise HomeError when `out` is `base`, lies in it or holds it, or is not ours to write."""
    source, target = base.resolve(), out.resolve()
    if source == target or source in target.parents or target in source.parents:
        raise HomeError(f"输出文件夹 {out} 与原编码器 {base} 重叠：请用 --out 另指一个文件夹，原编码器要留着")
    folder.check_target(out)


def write_adapted(base: Path, out: Path, rows: Vectors, card: str, origin: str) -> None:
    """Write a copy of `base` with the word vectors `rows` (V x D) to `out`, aside first.

    `origin` is the fingerprint of the encoder that was first adapted: what was made for it serves this too.

    The rows are kept as bytes with one scale a row. Raises HomeError as `check_out`.
    """
    check_out(base, out)
    aside = out.with_name(f".{out.name}.aside")
    shutil.rmtree(aside, ignore_errors=True)
    aside.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(base, aside, ignore=shutil.ignore_patterns(".*", "*.md"), copy_function=shutil.copyfile)
    modules = json.loads((aside / folder.MODULES).read_text(encoding="utf-8"))
    weights = aside / modules[0]["path"] / folder.WEIGHTS
    quantised, scales = folder.quantise(rows)
    save_file({"embeddings": quantised, "weights": scales}, weights)
    weights.chmod(0o644)
    (aside / folder.CARD).write_text(card, encoding="utf-8")
    (aside / ORIGIN).write_text(json.dumps({"adapted_from": origin}) + "\n", encoding="utf-8")
    replace_folder(aside, out)
