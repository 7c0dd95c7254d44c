"""The encoder with int8 weights in its matrix products and LSTMs: half the size, half the time.

ONNX Runtime's dynamic quantisation (activations by their own range, call by call) rewrites the
graph; the weights are ours to make as the model is loaded, see quantised.py.
"""

import tempfile
from pathlib import Path

import onnx
from onnx import TensorProto

from . import encoder
from .builder import Weights
from .compact import compact
from .published import Published

KINDS = ["MatMul", "Gemm", "LSTM"]
TRANSPOSED = "_Transposed"


class _Held(Weights):
    """Weights that are in the graph itself."""

    def reference(self, name: str, dims: list[int] | None = None) -> TensorProto:
        return self.published.tensors[name]


def save(weights: Weights, path: Path) -> None:
    """Write the graph."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    published = weights.published
    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder, "whole.onnx"), Path(folder, "small.onnx")
        onnx.save(encoder.build(_Held(published, weights.offsets)), str(whole))
        quantize_dynamic(
            str(whole), str(small), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, op_types_to_quantize=KINDS
        )
        model = onnx.load(str(small))
    held = [_held(weights, published, tensor) for tensor in model.graph.initializer]
    del model.graph.initializer[:]
    model.graph.initializer.extend(held)
    model.producer_name = "sotto"
    compact(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def _held(weights: Weights, published: Published, tensor: TensorProto) -> TensorProto:
    """The tensor by reference, where it is large."""
    if tensor.name in published.tensors:
        return weights.reference(tensor.name)
    for ending in ("_quantized", "_scale"):
        name = tensor.name.removesuffix(ending)
        if name == tensor.name:
            continue
        transposed = name.endswith(TRANSPOSED) or len(published.tensors[name].dims) == 3
        return weights.quantised(tensor, name.removesuffix(TRANSPOSED), transposed, ending == "_scale")
    return tensor
