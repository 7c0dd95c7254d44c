"""Writing ONNX graphs without weights: initialisers that point into the published file.

An initialiser of ONNX may name a file, an offset and a length in place of its bytes (external
data). Ours name `weights`, a buffer that the loader fills with slices of the published fp32 graph
and hands to the runtime: a user's machine holds the published file alone, nothing is converted,
and what is hashed is what is loaded. A weight may be given other dimensions than it was published
with, as long as the order of its elements stays; what needs more is done by nodes, which the
runtime folds as it loads.
"""

import hashlib
import zlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .compact import compact
from .offsets import weight_offsets
from .published import Published
from .quantised import quantised_bytes

OPSET = 20
IR_VERSION = 9
EVERYTHING = np.iinfo(np.int64).max
INLINE_BYTES_MAX = 256
"""Weights up to this size are copied into the graph: where they lie takes as much to say."""
LOCATION = "weights"


class Weights:
    """The weights of one graph: slices of the published file, one after the other."""

    def __init__(self, published: Published, offsets: dict[str, tuple[int, int]] | None = None):
        self.published = published
        self.offsets = offsets or weight_offsets(published.path)
        self._places: dict[str, int] = {}
        self._slices: list[list] = []
        self._bytes = 0

    def reference(self, name: str, dims: list[int] | None = None) -> TensorProto:
        """The initialiser `name`, by its place in the buffer, or itself where it is small."""
        tensor = self.published.tensors[name]
        if len(tensor.raw_data) <= INLINE_BYTES_MAX or tensor.data_type != TensorProto.FLOAT:
            return numpy_helper.from_array(self.published.array(name).reshape(dims or tuple(tensor.dims)), name)
        offset, length = self.offsets[name]
        if name not in self._places:
            self._places[name] = self._bytes
            self._slices.append([offset, length])
            self._bytes += length
        return _pointer(TensorProto(name=name, data_type=tensor.data_type, dims=dims or tensor.dims), self._places[name], length)

    def quantised(self, tensor: TensorProto, name: str, transposed: bool, is_scale: bool) -> TensorProto:
        """`tensor` as the int8 weights, or their scales, that are made of the published weight `name`."""
        dims = list(self.published.tensors[name].dims)
        batches = dims[0] if len(dims) == 3 else 1
        inputs, outputs = dims[-2:] if not transposed else dims[:-3:-1]
        scale_bytes, weight_bytes = 4 * batches * outputs, batches * inputs * outputs
        if name not in self._places:
            self._places[name] = self._bytes
            self._slices.append([*self.offsets[name], batches, inputs, outputs, int(transposed)])
            self._bytes += scale_bytes + weight_bytes
        place = self._places[name]
        pointer = TensorProto(name=tensor.name, data_type=tensor.data_type, dims=tensor.dims)
        return _pointer(pointer, place, scale_bytes) if is_scale else _pointer(pointer, place + scale_bytes, weight_bytes)

    def plan(self) -> dict:
        """What the loader needs: slices of the published file and the hash of them joined."""
        digest = hashlib.sha256()
        for part in read_slices(self.published.path, self._slices):
            digest.update(part)
        return {"bytes": self._bytes, "sha256": digest.hexdigest(), "slices": self._slices}


def _pointer(tensor: TensorProto, offset: int, length: int) -> TensorProto:
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", LOCATION), ("offset", offset), ("length", length)):
        tensor.external_data.add(key=key, value=str(value))
    return tensor


def read_slices(path: Path, slices: list[list[int]]):
    """The bytes of each [offset, length] of the file, or the int8 bytes made of a longer entry: see `quantised`."""
    with path.open("rb") as file:
        for offset, length, *shape in slices:
            file.seek(offset)
            raw = file.read(length)
            yield quantised_bytes(raw, shape[:3], bool(shape[3])) if shape else raw


class Builder:
    """One graph in the making. Names of tensors are made up where they don't matter."""

    def __init__(self, name: str, weights: Weights | None = None):
        self.name = name
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: dict[str, TensorProto] = {}
        self.inputs: list[onnx.ValueInfoProto] = []
        self.outputs: list[onnx.ValueInfoProto] = []
        self.states: dict[str, list[int]] = {}
        self._count = 0

    def input(self, name: str, dims: list[int | str], dtype: int = TensorProto.FLOAT) -> str:
        """A graph input."""
        self.inputs.append(helper.make_tensor_value_info(name, dtype, dims))
        return name

    def output(self, name: str, tensor: str, dims: list[int | str], dtype: int = TensorProto.FLOAT) -> None:
        """Gives `tensor` out as `name`."""
        self.nodes.append(helper.make_node("Identity", [tensor], [name]))
        self.outputs.append(helper.make_tensor_value_info(name, dtype, dims))

    def weight(self, name: str, dims: list[int] | None = None) -> str:
        """A published weight, seen with `dims` where given."""
        self.initialisers[name] = self.weights.reference(name, dims)
        return name

    def constant(self, value: np.ndarray) -> str:
        """A small constant of our own; equal ones are kept once."""
        key = f"c_{value.dtype}_{'x'.join(map(str, value.shape))}_{zlib.crc32(value.tobytes()):08x}"
        self.initialisers[key] = numpy_helper.from_array(value, key)
        return key

    def ints(self, *values: int) -> str:
        """An int64 vector."""
        return self.constant(np.array(values, np.int64))

    def op(self, kind: str, *inputs: str, outputs: int = 1, **attributes) -> str | list[str]:
        """A node; gives the name of its output, or a list of names."""
        names = [f"t{self._count + i}" for i in range(outputs)]
        self._count += outputs
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def slice(self, x: str, start: str, end: str, axis: int, step: int = 1) -> str:
        """x[start:end:step] along one axis; start and end are int64 [1] tensors."""
        return self.op("Slice", x, start, end, self.ints(axis), self.ints(step))

    def state(self, name: str, initial: list[int], axis: int) -> str:
        """A state: an input that begins as zeros of the shape `initial`; its `axis` may change its length."""
        self.states[name] = initial
        dims: list[int | str] = list(initial)
        dims[axis] = f"{name}_length"
        return self.input(name, dims)

    def next_state(self, name: str, tensor: str) -> None:
        """What the state `name` is in the next call."""
        self.output(f"{name}_next", tensor, [None] * len(self.states[name]))

    def save(self, path: Path) -> None:
        """Writes the graph."""
        graph = helper.make_graph(self.nodes, self.name, self.inputs, self.outputs, list(self.initialisers.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
        model.producer_name = "sotto"
        compact(model)
        path.write_bytes(model.SerializeToString(deterministic=True))
