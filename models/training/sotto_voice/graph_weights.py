"""Exported graphs -> the weights they were made of, so that a shipped voice can be trained further."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from .model.voice import Voice
from .tables import TRANSPOSED

GRAPHS = ("text", "prosody", "decoder")


def read_weights(folder: Path) -> dict[str, np.ndarray]:
    """Every initialiser of the three graphs by the name of its parameter, transposed matrices turned back."""
    found = {}
    for name in GRAPHS:
        for tensor in onnx.load(str(folder / f"{name}.onnx")).graph.initializer:
            value = numpy_helper.to_array(tensor)
            turned = tensor.name.endswith(TRANSPOSED)
            found[tensor.name.removesuffix(TRANSPOSED)] = value.T if turned else value
    return found


def load_weights(folder: Path, voice: Voice) -> None:
    """Give `voice` the weights of a folder of float32 graphs.

    Raises ValueError where one is missing or has another size: an older export, another
    configuration, or a variant whose matrices are stored as int8.
    """
    found, state = read_weights(folder), voice.state_dict()
    for name, parameter in state.items():
        if name not in found or found[name].shape != tuple(parameter.shape):
            raise ValueError(f"{folder}: no weights {list(parameter.shape)} for {name}; begin from float32 graphs that export wrote")
    voice.load_state_dict({name: torch.tensor(found[name]) for name in state})
