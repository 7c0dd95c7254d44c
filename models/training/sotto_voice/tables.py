"""Tidying a traced graph.

Tracing writes each table of cosines and sines into the file, ten megabytes in all. Here they
become a few nodes over two index vectors, which a runtime folds into constants as it loads.
Weights that tracing left before a Transpose are stored transposed, so that they can be quantised.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

from .model.config import BINS, FFT, HOP


TRANSPOSED = ".T"
"""Ends the name of a matrix that is stored transposed."""


def exact_tables() -> dict[str, np.ndarray]:
    """What the traced constants hold, by the name of the tensor that replaces them."""
    turns = ((2 * np.arange(HOP)[:, None] + 1) * np.arange(BINS)[None]) % (2 * FFT)
    angle = turns * (np.pi / FFT)
    cos, sin = np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)
    return {"dft_cos": cos, "dft_sin": sin, "dft_cos_t": cos.T, "dft_sin_t": sin.T}


def tidy(path: Path) -> int:
    """Rewrite the graph at `path`; returns how many tables were replaced."""
    model = onnx.load(str(path))
    transpose_weights(model.graph)
    tables, kept, renamed = exact_tables(), [], {}
    for node in model.graph.node:
        value = numpy_helper.to_array(node.attribute[0].t) if node.op_type == "Constant" and node.attribute[0].HasField("t") else None
        name = next(
            (n for n, t in tables.items() if value is not None and value.shape == t.shape and np.allclose(value, t, atol=1e-5)),
            None,
        )
        if name is None:
            kept.append(node)
        else:
            renamed[node.output[0]] = name
    rename_inputs(kept, renamed)
    del model.graph.node[:]
    model.graph.node.extend((_nodes(model.graph) if renamed else []) + kept)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return len(renamed)


def transpose_weights(graph: onnx.GraphProto) -> None:
    """Replace every Transpose of a matrix that nothing else reads by the transposed matrix."""
    weights = {t.name: t for t in graph.initializer if len(t.dims) == 2}
    readers = [name for node in graph.node for name in node.input]
    for node in [n for n in graph.node if n.op_type == "Transpose" and n.input[0] in weights]:
        if readers.count(node.input[0]) > 1:
            continue
        old = weights[node.input[0]]
        new = numpy_helper.from_array(np.ascontiguousarray(numpy_helper.to_array(old).T), old.name + TRANSPOSED)
        graph.initializer.remove(old)
        graph.initializer.append(new)
        graph.node.remove(node)
        rename_inputs(graph.node, {node.output[0]: new.name})


def rename_inputs(nodes: Iterable[onnx.NodeProto], renamed: dict[str, str]) -> None:
    """Let nodes read other tensors, by old name."""
    for node in nodes:
        for i, name in enumerate(node.input):
            node.input[i] = renamed.get(name, name)


def _nodes(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """Index vectors as initialisers, and the nodes that make the four tables of them."""
    vectors = {
        "dft_times": 2 * np.arange(HOP, dtype=np.int64)[:, None] + 1,
        "dft_bins": np.arange(BINS, dtype=np.int64)[None],
        "dft_size": np.array(2 * FFT, np.int64),
        "dft_step": np.array(np.pi / FFT, np.float32),
    }
    graph.initializer.extend(numpy_helper.from_array(v, k) for k, v in vectors.items())
    make = helper.make_node
    return [
        make("Mul", ["dft_times", "dft_bins"], ["dft_product"]),
        make("Mod", ["dft_product", "dft_size"], ["dft_turns"]),
        make("Cast", ["dft_turns"], ["dft_turns_f"], to=onnx.TensorProto.FLOAT),
        make("Mul", ["dft_turns_f", "dft_step"], ["dft_angle"]),
        make("Cos", ["dft_angle"], ["dft_cos"]),
        make("Sin", ["dft_angle"], ["dft_sin"]),
        make("Transpose", ["dft_cos"], ["dft_cos_t"], perm=[1, 0]),
        make("Transpose", ["dft_sin"], ["dft_sin_t"], perm=[1, 0]),
    ]
