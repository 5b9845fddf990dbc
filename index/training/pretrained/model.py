"""A BERT with its tokenizer as training sees it: texts in, mean-pooled states out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from index.models.onnx import TOKENIZER, shortened

QUERY, PASSAGE = "query: ", "passage: "  # what multilingual-e5 was trained with (Wang et al. 2024)
_HEAD = "head.safetensors"


@dataclass(frozen=True, slots=True)
class Batch:
    """Token numbers and mask of some texts, both of shape (texts, longest)."""

    ids: Tensor
    mask: Tensor


class Pooled(nn.Module):
    """The mean of a BERT's last states over the tokens of a text; a judge's `head` makes a logit."""

    def __init__(self, folder: Path, head: bool, attention: str = "sdpa") -> None:
        """Load weights and tokenizer from a folder of transformers; a judge's head starts near zero."""
        super().__init__()
        loaded: Any = BertModel.from_pretrained(
            folder, add_pooling_layer=False, local_files_only=True, attn_implementation=attention
        )
        self.bert: Any = loaded.float()
        self.tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.head = nn.Linear(int(self.bert.config.hidden_size), 1) if head else None
        if self.head is not None:
            nn.init.zeros_(self.head.bias)
            nn.init.normal_(self.head.weight, std=0.02)
            if (folder / _HEAD).is_file():
                from safetensors.torch import load_file

                self.head.load_state_dict(load_file(folder / _HEAD))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return (texts, width) means, or (texts,) logits where there is a head."""
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weights = mask[:, :, None].float()
        mean = (states * weights).sum(1) / weights.sum(1)
        out: Tensor = mean if self.head is None else self.head(mean).squeeze(-1)
        return out

    def freeze(self, layers: int) -> None:
        """Leave the embeddings and the lowest `layers` layers as they are."""
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:layers]):
            for parameter in part.parameters():
                parameter.requires_grad = False

    def texts(self, texts: Sequence[str], longest: int) -> list[list[int]]:
        """Return the token numbers of each text, at most `longest` of them, the end mark kept."""
        return [shortened(e.ids, longest) for e in self.tokenizer.encode_batch_fast(list(texts))]

    def pairs(self, pairs: Sequence[tuple[str, str]], longest: int) -> list[list[int]]:
        """Return the token numbers of (query, passage) pairs: <s> query </s> passage </s>, cut at the end."""
        queries = self.texts([QUERY + query for query, _ in pairs], longest // 2)
        passages = self.texts([PASSAGE + passage for _, passage in pairs], longest)
        return [
            shortened(query + passage[1:], longest) for query, passage in zip(queries, passages, strict=True)
        ]

    def save(self, folder: Path) -> None:
        """Write what __init__ reads: weights in fp16, the tokenizer, the head."""
        from safetensors.torch import save_file

        folder.mkdir(parents=True, exist_ok=True)
        state = {name: value.half() for name, value in self.bert.state_dict().items()}
        self.bert.save_pretrained(folder, state_dict=state)
        self.tokenizer.save(str(folder / TOKENIZER))
        if self.head is not None:
            save_file(self.head.state_dict(), folder / _HEAD)


def batch(rows: Sequence[Sequence[int]], pad: int) -> Batch:
    """Pad token numbers to a rectangle."""
    width = max(map(len, rows))
    ids = torch.full((len(rows), width), pad, dtype=torch.long)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
    return Batch(ids, (torch.arange(width)[None, :] < torch.tensor([len(r) for r in rows])[:, None]).long())


def run(model: Pooled, rows: Sequence[Sequence[int]], parts: int = 4) -> Tensor:
    """Run a model over texts in `parts` rectangles of like length; rows come back in order."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
    size = max(1, -(-len(rows) // parts))
    out = []
    for start in range(0, len(order), size):
        part = batch([rows[at] for at in order[start : start + size]], int(model.bert.config.pad_token_id))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out.append(model(part.ids, part.mask))
    back = torch.empty(len(rows), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(rows))
    return torch.cat(out)[back]


@torch.inference_mode()
def encode(model: Pooled, texts: Sequence[str], prefix: str, longest: int) -> Tensor:
    """Return unit vectors of texts, shape (texts, width)."""
    model.eval()
    rows = model.texts([prefix + text for text in texts], longest)
    order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
    out = torch.zeros(len(rows), int(model.bert.config.hidden_size))
    for start in range(0, len(order), 128):
        part = order[start : start + 128]
        out[part] = run(model, [rows[at] for at in part], parts=1)
    return torch.nn.functional.normalize(out, dim=-1)


def threads() -> None:
    """Use every core once; FAISS and others stay at one thread while this trains."""
    torch.set_num_threads(os.cpu_count() or 1)
