"""The published encoder as it is: symbols, style and speed -> durations, text features, pitch and energy."""

from pathlib import Path

from onnx import ModelProto, TensorProto, helper

from .. import teacher
from .builder import IR_VERSION, OPSET, Weights
from .compact import compact

OUTPUTS = {teacher.DURATIONS: "durations", teacher.FEATURES: "features", teacher.F0: "f0", teacher.ENERGY: "energy"}


def save(weights: Weights, path: Path) -> None:
    """Write the graph, with weights by reference."""
    model = build(weights)
    compact(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def build(weights: Weights) -> ModelProto:
    """The nodes that the four outputs need, in their order."""
    graph = weights.published.model.graph
    wanted, nodes = set(OUTPUTS), []
    for node in reversed(graph.node):
        if wanted & set(node.output):
            wanted |= set(node.input)
            nodes.append(node)
    nodes.reverse()
    for inner, outer in OUTPUTS.items():
        last = ("Transpose", {"perm": [0, 2, 1]}) if outer == "features" else ("Identity", {})
        nodes.append(helper.make_node(last[0], [inner], [outer], **last[1]))
    # Callers give int32, which every language has; the graph wants int64.
    nodes.insert(0, helper.make_node("Cast", ["ids"], ["input_ids"], to=TensorProto.INT64))
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT32, [1, "symbols"]),
        helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, 256]),
        helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1]),
    ]
    dims = {"durations": [1, "symbols"], "features": [1, "frames", 512], "f0": [1, "pitch_frames"], "energy": [1, "pitch_frames"]}
    outputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, dims[n]) for n in OUTPUTS.values()]
    held = [weights.reference(name) for name in weights.published.tensors if name in wanted]
    model: ModelProto = helper.make_model(
        helper.make_graph(nodes, "kokoro-encoder", inputs, outputs, held),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    model.producer_name = "sotto"
    return model
