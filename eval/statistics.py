"""How sure a mean is, and whether two systems differ by more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BOOTSTRAP_ROUNDS = 2_000
EXACT_PAIRS = 14  # up to this many differing pairs all 2**n sign patterns are tried
_CELLS = 2_000_000  # of a block of rounds, so that memory stays small
_SLACK = 1e-9  # equal sums may differ in their last digits


def interval(values: Sequence[float], seed: int = 0) -> tuple[float, float, float]:
    """Return the mean and the ends of its 95 % interval.

    Percentile bootstrap over the questions (Efron & Tibshirani 1993, ch. 13). Raises ValueError without any.
    """
    if not values:
        raise ValueError("an interval needs at least one value")
    sample = np.asarray(values, dtype=np.float64)
    mean = float(sample.mean())
    if sample.min() == sample.max():
        return mean, mean, mean
    rng, n = np.random.default_rng(seed), len(sample)
    means = [sample[rng.integers(0, n, (rows, n))].mean(axis=1) for rows in _blocks(BOOTSTRAP_ROUNDS, n)]
    low, high = np.quantile(np.concatenate(means), (0.025, 0.975))
    return mean, float(low), float(high)


def randomisation(
    a: Sequence[float], b: Sequence[float], rounds: int = 20_000, seed: int = 0, one_sided: bool = False
) -> float:
    """Return the p of the paired randomisation test that `a` and `b` have the same mean.

    `a` and `b` are the values of two systems on the same questions. Under the null hypothesis the sign of
    each difference is chance: p is the share of sign patterns whose summed difference is as large as the one
    seen. All patterns are tried up to 14 differing pairs, `rounds` random ones beyond, the one seen counted
    among them, so that p is never 0. `one_sided` asks whether `a` is higher, that is whether `b` is a drop
    from `a`; otherwise either may be. Raises ValueError where the lengths differ or `rounds` is below 1.

    Source: Smucker, Allan & Carterette 2007; Fisher 1935.
    """
    if len(a) != len(b) or rounds < 1:
        raise ValueError(f"{len(a)} values against {len(b)} in {rounds} rounds: give pairs and rounds")
    differences = np.asarray(a, dtype=np.float64) - np.asarray(b, dtype=np.float64)
    differences = differences[differences != 0]  # the sign of nothing changes nothing
    if not len(differences):
        return 1.0
    seen, slack = float(differences.sum()), _SLACK * float(np.abs(differences).sum())
    exact = len(differences) <= EXACT_PAIRS
    patterns = _all_flips(len(differences)) if exact else _random_flips(len(differences), rounds, seed)
    as_large = tried = 0
    for flips in patterns:
        sums = seen - 2 * (flips @ differences)
        large = sums >= seen - slack if one_sided else np.abs(sums) >= abs(seen) - slack
        as_large += int(np.count_nonzero(large))
        tried += len(flips)
    return as_large / tried if exact else (as_large + 1) / (tried + 1)


def holm(ps: Sequence[float]) -> list[float]:
    """Return the p values corrected for their number, in the order given.

    Step-down: the smallest times n, the next times n - 1 and so on, never below the one before, at most 1
    (Holm 1979).
    """
    corrected, highest = [0.0] * len(ps), 0.0
    for done, place in enumerate(sorted(range(len(ps)), key=ps.__getitem__)):
        highest = max(highest, min(1.0, ps[place] * (len(ps) - done)))
        corrected[place] = highest
    return corrected


def _blocks(rounds: int, width: int) -> Iterator[int]:
    rows = max(1, _CELLS // width)
    for start in range(0, rounds, rows):
        yield min(rows, rounds - start)


def _all_flips(pairs: int) -> Iterator[NDArray[np.float64]]:
    patterns = np.arange(2**pairs)[:, None] >> np.arange(pairs)
    yield (patterns & 1).astype(np.float64)


def _random_flips(pairs: int, rounds: int, seed: int) -> Iterator[NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    for rows in _blocks(rounds, pairs):
        packed = rng.integers(0, 256, (rows, -(-pairs // 8)), dtype=np.uint8)
        yield np.unpackbits(packed, axis=1, count=pairs).astype(np.float64)
