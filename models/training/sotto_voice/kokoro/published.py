"""The published fp32 graph: its decoder's norms, and where in the file each weight lies.

Instance norms are what keeps the decoder from streaming: each takes mean and variance over the
whole utterance. They are found by their parameters' names, `decoder.decoder.(NORM).fc.weight`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from ..teacher import SHA256, verify

__all__ = ["SHA256", "Norm", "Published", "verify"]

FIRST_READERS = {f"resblocks.{i}/adain1.0": f"resblocks.{i // 3 * 3}/adain1.0" for i in range(6)}
PREFIX, SUFFIX = "decoder.decoder.", ".fc.weight"


@dataclass(frozen=True)
class Norm:
    """One of the decoder's adaptive instance norms, named as in the graph (`decode.0.norm1`)."""

    name: str
    channels: int
    start: int
    """Index of its first channel in an array over all norms' channels."""

    @property
    def scope(self) -> str:
        """The prefix of its tensors in the graph."""
        path = self.name.replace("generator.", "generator/").replace(".norm", "/norm").replace(".adain", "/adain")
        return f"/decoder/decoder/{path}"

    @property
    def taps(self) -> tuple[str, str]:
        """The tensors that hold mean and variance of an utterance, [1, channels, 1].

        Three resblocks read the same tensor; the graph computes its statistics once, for the first.
        """
        first = re.sub(r"resblocks\.[0-5]/adain1\.0", lambda m: FIRST_READERS[m[0]], self.scope)
        return f"{first}/ReduceMean_output_0", f"{first}/ReduceMean_2_output_0"


class Published:
    """The graph and its initialisers; `path` must be the published file."""

    def __init__(self, path: Path):
        self.path = path
        self.model = onnx.load(str(path))
        self.tensors = {t.name: t for t in self.model.graph.initializer}

    def array(self, name: str) -> np.ndarray:
        """The initialiser `name`."""
        return numpy_helper.to_array(self.tensors[name])

    def norms(self) -> list[Norm]:
        """The decoder's norms in the order in which the graph lists their parameters."""
        found, start = [], 0
        for tensor in self.model.graph.initializer:
            if tensor.name.startswith(PREFIX) and tensor.name.endswith(SUFFIX):
                channels = tensor.dims[0] // 2
                found.append(Norm(tensor.name[len(PREFIX) : -len(SUFFIX)], channels, start))
                start += channels
        return found
