"""What was fitted for a model on documents that it has not seen: ``fitted.json`` in its folder.

It decides nothing about vectors, so the fingerprint of a model leaves it out: weights can be fitted anew
without building a knowledge base again. `python -m eval.fitting` writes it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FITTED = "fitted.json"


@dataclass(frozen=True, slots=True)
class Fitted:
    """`weights` are those of words, bigrams and vectors (of an encoder).

    The other fields are a judge's: its probability is ``1 / (1 + exp(-(scale * logit + shift)))``, a
    deviation of the fused score adds `fused_share` to its log-odds when clauses are put in order, and from
    `answerable_from` on a clause is taken to answer.
    """

    weights: tuple[float, float, float] | None = None
    scale: float = 1.0
    shift: float = 0.0
    fused_share: float = 0.0
    answerable_from: float = 0.5

    @classmethod
    def read(cls, folder: Path) -> Fitted:
        """Read what was fitted, the defaults where nothing was; raise ValueError or TypeError if damaged."""
        path = folder / FITTED
        if not path.is_file():
            return cls()
        row = json.loads(path.read_text(encoding="utf-8"))
        if row.get("weights") is not None:
            words, bigrams, dense = map(float, row["weights"])
            row["weights"] = (words, bigrams, dense)
        return cls(**row)

    def write(self, folder: Path) -> None:
        """Write it."""
        (folder / FITTED).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
