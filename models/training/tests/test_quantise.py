"""int8 graphs compute what their float32 originals do, under the same names."""

import argparse
import hashlib
import json

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper, numpy_helper
from sotto_voice import quantise

RANDOM = np.random.default_rng(5)


def tiny_graph(path):
    """x [1, T, 80] -> y [1, T, 64]: a product, and a bias that is too small to be touched."""
    weight = RANDOM.normal(0, 0.3, (80, 64)).astype(np.float32)
    weight[:, 3] *= 50  # outputs of another magnitude must not spoil the rest
    bias = RANDOM.normal(0, 1, 64).astype(np.float32)
    nodes = [helper.make_node("MatMul", ["x", "weight"], ["product"], name="p"), helper.make_node("Add", ["product", "bias"], ["y"])]
    value = lambda name, size: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "T", size])
    graph = helper.make_graph(nodes, "tiny", [value("x", 80)], [value("y", 64)])
    graph.initializer.extend([numpy_helper.from_array(weight, "weight"), numpy_helper.from_array(bias, "bias")])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))


def run(path, x):
    return ort.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(["y"], {"x": x})[0]


@pytest.mark.parametrize("method", quantise.METHODS)
def test_every_method_keeps_names_and_values(tmp_path, method):
    tiny_graph(tmp_path / "a.onnx")
    quantise.METHODS[method](tmp_path / "a.onnx", tmp_path / "b.onnx")
    x = RANDOM.normal(0, 1, (1, 9, 80)).astype(np.float32)
    meant, found = run(tmp_path / "a.onnx", x), run(tmp_path / "b.onnx", x)
    error = np.abs(found - meant).max((0, 1)) / meant.std((0, 1))
    assert 0 < error.max() < 0.1
    assert (tmp_path / "b.onnx").stat().st_size < 0.5 * (tmp_path / "a.onnx").stat().st_size


def test_stored_weights_do_not_depend_on_the_chunks(tmp_path):
    tiny_graph(tmp_path / "a.onnx")
    quantise.stored(tmp_path / "a.onnx", tmp_path / "b.onnx")
    x = RANDOM.normal(0, 1, (1, 9, 80)).astype(np.float32)
    parts = [run(tmp_path / "b.onnx", x[:, i : i + 1]) for i in range(9)]
    assert np.abs(np.concatenate(parts, 1) - run(tmp_path / "b.onnx", x)).max() < 1e-4


def test_a_models_folder_stays_whole(tmp_path):
    source, target = tmp_path / "mini", tmp_path / "mini-int8"
    source.mkdir()
    tiny_graph(source / "decoder.onnx")
    (source / "voice.json").write_text(json.dumps({"bytes": {"decoder.onnx": 1}}))
    files = [{"path": n, "bytes": 0, "sha256": "", "peakMemoryBytes": 7} for n in ("decoder.onnx", "voice.json")]
    (source / "manifest.json").write_text(json.dumps({"id": "mini", "description": "A voice.", "files": files}))
    quantise.main(argparse.Namespace(graphs=source, out=target, once="dynamic", decoder="stored"))
    manifest = json.loads((target / "manifest.json").read_text())
    assert manifest["id"] == "mini-int8"
    for file in manifest["files"]:
        data = (target / file["path"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert json.loads((target / "voice.json").read_text())["bytes"]["decoder.onnx"] == manifest["files"][0]["bytes"]
