"""Retrieval systems that others wrote, on the same documents: what ours must be better than."""

from eval.outside.build import KINDS, OutsideIndex, build_outside, made_by

__all__ = ["KINDS", "OutsideIndex", "build_outside", "made_by"]
