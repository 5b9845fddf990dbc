"""The encoder that is shipped: small, offline, and near where the meaning is near."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.training import folder
from index.training.evaluate import unit_rows
from index.training.train import encoder_of

SHIPPED = Path(__file__).parents[2] / "index" / "models" / "weights" / "huice-static-v1"


def test_the_shipped_folder_is_small_and_holds_no_pickle() -> None:
    files = [file for file in SHIPPED.rglob("*") if file.is_file()]
    assert {file.suffix for file in files} == {".json", ".md", ".safetensors"}
    assert sum(file.stat().st_size for file in files) <= 30_000_000


def test_the_shipped_encoder_loads_offline_and_puts_a_paraphrase_nearer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(SHIPPED), local_files_only=True, device="cpu")
    asked = ["公司缺钱周转不开", "员工工伤怎么赔偿", "", "、。"]
    clauses = [
        "对融资困难的企业给予贷款支持",
        "劳动者因工作受伤的，依法享受工伤保险待遇",
        "加强湿地和野生动物保护",
    ]
    queries, passages = model.encode(asked), model.encode(clauses)
    scores = unit_rows(queries) @ unit_rows(passages).T
    assert scores[0, 0] > scores[0, 1:].max() + 0.1
    assert scores[1, 1] > scores[1, [0, 2]].max() + 0.1
    assert not queries[2:].any()


def test_the_shipped_rows_read_by_hand_equal_those_of_sentence_transformers() -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(SHIPPED), local_files_only=True, device="cpu")
    stored = load_file(SHIPPED / "model.safetensors")
    rows = folder.restore(stored["embeddings"], stored["weights"])
    encode = encoder_of(Tokenizer.from_file(str(SHIPPED / "tokenizer.json")), rows)
    texts = ["研发费用加计扣除", "ＡＢＣ公司２０２４年", "龘靐", ""]
    assert np.abs(encode(texts) - model.encode(texts)).max() < 1e-6
