"""Exported graphs -> the same graphs with int8 weights: a quarter of the size, the same names and signatures.

text.onnx and prosody.onnx see a sentence, or the same two parts of it, however the sound is cut into
chunks, so that ONNX Runtime's dynamic quantisation suits them: activations are scaled by their
greatest value in the call. They take two thirds of the time.

Every other graph only stores its matrices as int8, a scale for each output, and has them multiplied
out by two nodes that the runtime folds into constants as it loads: it computes as fast as before,
and streamed equals offline as before. Quantised activations would make the decoder a third faster
and break that: a scale for each call changes the sound with the chunks (0.05 between plans), and
even with a scale for each frame (`--decoder blocks`) the last bit of a sum flips a rounding here and
there, which the network carries on (0.005). `blocks` also wants a processor with int8 dot products;
without, ONNX Runtime multiplies the weights out at every call.
"""

import argparse
import hashlib
import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

SMALLEST = 4096
"""Matrices with fewer elements stay as they are."""
BLOCK = 64
"""Weights that share a scale with `blocks`."""
EXACT = ("lstm.weight_ih_l0",)
"""What speaker.onnx weighs the powers of its bands with, which span many magnitudes: int16. With int8 embeddings keep
a cosine of 0.95 with what they were, without 0.999."""
ONCE_A_SENTENCE = ("text.onnx", "prosody.onnx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--graphs", type=Path, required=True, help="folder written by export, or a model's folder")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--once", choices=METHODS, default="dynamic", help="for text.onnx and prosody.onnx")
    parser.add_argument("--decoder", choices=METHODS, default="stored", help="for decoder.onnx")


def main(args: argparse.Namespace) -> None:
    """Write a folder with the same files, graphs quantised, manifest and voice.json corrected."""
    logging.getLogger().setLevel(logging.ERROR)  # quantize_dynamic warns that graphs were not preprocessed
    for file in files_of(args.graphs):
        source, target = args.graphs / file, args.out / file
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix != ".onnx":
            shutil.copyfile(source, target)
            continue
        method = args.once if file in ONCE_A_SENTENCE else args.decoder if file == "decoder.onnx" else "stored"
        METHODS[method](source, target)
        print(f"{file}: {source.stat().st_size / 1e6:.2f} -> {target.stat().st_size / 1e6:.2f} MB, {method}")
    correct_sizes(args.out)
    write_manifest(args.graphs, args.out)


def files_of(folder: Path) -> list[str]:
    """The files of its manifest, or all that lie in it where it has none."""
    manifest = folder / "manifest.json"
    if manifest.exists():
        return [f["path"] for f in json.loads(manifest.read_text("utf8"))["files"]]
    return [f.name for f in sorted(folder.iterdir()) if f.is_file()]


def dynamic(source: Path, target: Path) -> None:
    """Activations quantised by their range in each call; 7 bits, since sums of 8 saturate on x86 without VNNI."""
    from onnxruntime.quantization import quantize_dynamic

    kinds = ["MatMul", "Gemm"]
    quantize_dynamic(source, target, per_channel=True, reduce_range=True, op_types_to_quantize=kinds)
    save(onnx.load(str(target)), target)


def stored(source: Path, target: Path) -> None:
    """Matrices as int8 with a scale for each output; the runtime makes float32 of them as it loads."""
    save(onnx.load(str(source)), target)


def blocks(source: Path, target: Path) -> None:
    """Constant factors of MatMul as MatMulNBits: 8 bits, activations quantised row by row; the rest as `stored`."""
    model = onnx.load(str(source))
    weights = {t.name: t for t in model.graph.initializer if len(t.dims) == 2}
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            _block_product(model.graph, node, weights[node.input[1]])
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    save(model, target)


def save(model: onnx.ModelProto, target: Path) -> None:
    """Store what matrices are left in float32 as int8, and write the graph."""
    store_matrices(model.graph)
    shorten_names(model.graph)
    onnx.save(model, str(target))


METHODS: dict[str, Callable[[Path, Path], None]] = {"dynamic": dynamic, "stored": stored, "blocks": blocks}


def store_matrices(graph: onnx.GraphProto) -> None:
    """Replace each large matrix by int8 values, scales, and the Cast and Mul that multiply them out."""
    axes, made = contracted_axes(graph), []
    for tensor in list(graph.initializer):
        if tensor.name not in axes or tensor.data_type != onnx.TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST:
            continue
        largest = 32_767 if tensor.name in EXACT else 127
        values, scales = quantised(numpy_helper.to_array(tensor), axes[tensor.name], largest)
        names = [f"{tensor.name}_{part}" for part in ("whole", "scale", "float")]
        graph.initializer.remove(tensor)
        graph.initializer.extend(numpy_helper.from_array(a, n) for a, n in zip((values, scales), names, strict=False))
        made.append(helper.make_node("Cast", [names[0]], [names[2]], to=onnx.TensorProto.FLOAT))
        made.append(helper.make_node("Mul", [names[2], names[1]], [tensor.name]))
    rest = list(graph.node)
    del graph.node[:]
    graph.node.extend(made + rest)


def contracted_axes(graph: onnx.GraphProto) -> dict[str, int]:
    """Per matrix that a product, a table look-up or an LSTM's gates read: the axis that is summed over."""
    axes: dict[str, int] = {}
    for node in graph.node:
        turned = any(a.name == "transB" and a.i for a in node.attribute)
        if node.op_type in ("MatMul", "Gemm"):
            axes[node.input[1]] = 1 if turned else 0
        elif node.op_type in ("Gather", "Slice"):
            axes[node.input[0]] = 1
    two = {t.name for t in graph.initializer if len(t.dims) == 2}
    return {name: axis for name, axis in axes.items() if name in two}


def quantised(matrix: np.ndarray, axis: int, largest: int = 127) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers up to `largest`, and float32 scales, one for each place along the other axis."""
    scales = np.abs(matrix).max(axis, keepdims=True).astype(np.float32) / largest
    scales[scales == 0] = 1
    whole = np.clip(np.rint(matrix / scales), -largest, largest)
    return whole.astype(np.int8 if largest == 127 else np.int16), scales


def shorten_names(graph: onnx.GraphProto) -> None:
    """Give tensors between the graph's inputs and outputs short names: a tenth of a small graph is names."""
    kept = {"", *(value.name for value in [*graph.input, *graph.output])}
    names: dict[str, str] = {}
    short = lambda name: name if name in kept else names.setdefault(name, f"t{len(names)}")
    del graph.value_info[:]
    for tensor in graph.initializer:
        tensor.name = short(tensor.name)
    for node in graph.node:
        node.ClearField("name")
        node.ClearField("doc_string")
        node.input[:], node.output[:] = [short(n) for n in node.input], [short(n) for n in node.output]


def _block_product(graph: onnx.GraphProto, node: onnx.NodeProto, weight: onnx.TensorProto) -> None:
    """Make `node` a MatMulNBits (com.microsoft): B is [N, blocks, BLOCK] about 128, scales [N * blocks]."""
    columns = numpy_helper.to_array(weight).T
    count, size = columns.shape
    padded = np.pad(columns, ((0, 0), (0, -size % BLOCK))).reshape(count, -1, BLOCK)
    values, scales = quantised(padded, 2)
    graph.initializer.remove(weight)
    graph.initializer.append(numpy_helper.from_array((values.astype(np.int16) + 128).astype(np.uint8), f"{weight.name}_blocks"))
    graph.initializer.append(numpy_helper.from_array(scales.reshape(-1), f"{weight.name}_scales"))
    node.op_type, node.domain, node.input[1] = "MatMulNBits", "com.microsoft", f"{weight.name}_blocks"
    node.input.append(f"{weight.name}_scales")
    settings = {"K": size, "N": count, "bits": 8, "block_size": BLOCK, "accuracy_level": 4}
    node.attribute.extend(helper.make_attribute(k, v) for k, v in settings.items())


def correct_sizes(folder: Path) -> None:
    """Bring voice.json's list of sizes up to date, where it has one."""
    path = folder / "voice.json"
    contract = json.loads(path.read_text("utf8")) if path.exists() else {}
    if "bytes" in contract:
        contract["bytes"] = {name: (folder / name).stat().st_size for name in contract["bytes"]}
        path.write_text(json.dumps(contract, ensure_ascii=False, indent=1) + "\n", "utf8")


def write_manifest(source: Path, target: Path) -> None:
    """The source's manifest, where it has one, with another id and the new files' sizes and hashes."""
    if not (source / "manifest.json").exists():
        return
    manifest = json.loads((source / "manifest.json").read_text("utf8"))
    manifest["id"] += "-int8"
    manifest["description"] = f"{manifest['description'].rstrip('.')}; weights in int8."
    for file in manifest["files"]:
        data = (target / file["path"]).read_bytes()
        file["bytes"], file["sha256"] = len(data), hashlib.sha256(data).hexdigest()
    (target / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf8")
