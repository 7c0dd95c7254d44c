"""A model of a few kilobytes that is built like Kokoro's graphs, for tests of the engine: it hums, it doesn't speak."""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .builder import IR_VERSION, OPSET, Builder, Weights
from .check import look_ahead
from .published import Published
from .runtime import DESCRIPTION, Engine
from .streaming import Streams

WIDTH = 4
VOICES = ("ann", "bob")
ROWS = 8
PUBLISHED = "tiny-fp32.onnx"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--graphs", type=Path, required=True, help="folder for what a package ships")
    parser.add_argument("--weights", type=Path, required=True, help="folder for what a user pulls")


def write_published(path: Path, rng: np.random.Generator) -> None:
    """A graph that does nothing and holds weights."""
    shapes = {"low": (WIDTH, WIDTH, 1, 5), "double": (WIDTH, WIDTH, 1, 3), "up": (WIDTH, WIDTH, 1, 20), "six": (WIDTH, 5, 1, 60)}
    weights = [numpy_helper.from_array(rng.standard_normal(s).astype(np.float32) * np.float32(0.2), n) for n, s in shapes.items()]
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "tiny", [value], [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])], weights)
    path.write_bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION).SerializeToString())


def encoder(weights: Weights) -> Builder:
    """Four units a symbol at speed 1, a pitch of 100 Hz and more."""
    b = Builder("tiny-encoder", weights)
    one = b.constant(np.array([1], np.float32))
    ids = b.op("Cast", b.input("ids", [1, "n"], TensorProto.INT32), to=TensorProto.FLOAT)
    style = b.input("style", [1, 256])
    units = b.op("Round", b.op("Div", b.constant(np.array([4], np.float32)), b.input("speed", [1])))
    flat = b.op("Reshape", ids, b.ints(-1, 1))
    b.output("durations", b.op("Add", b.op("Mul", ids, b.constant(np.array([0], np.float32))), units), [1, "n"])
    repeats = b.op("Concat", b.ints(1), b.op("Cast", units, to=TensorProto.INT64), axis=0)
    level = b.op("Reshape", b.op("Expand", flat, repeats), b.ints(1, -1, 1))
    level = b.op("Mul", level, b.constant(np.array([0.01], np.float32)))
    mark = b.op("Slice", style, b.ints(200), b.ints(201), b.ints(1))
    b.output("features", b.op("Expand", b.op("Add", level, mark), b.ints(1, 1, 512)), [1, "t", 512])
    f0 = b.op("Add", b.op("Reshape", b.op("Expand", level, b.ints(1, 1, 2)), b.ints(1, -1)), one)
    b.output("f0", b.op("Mul", f0, b.constant(np.array([100], np.float32))), [1, "t2"])
    b.output("energy", f0, [1, "t2"])
    return b


def conditioning(weights: Weights) -> Builder:
    """Statistics through, the generator's shift moved by the style."""
    b = Builder("tiny-conditioning", weights)
    moved = b.op("Reshape", b.op("Slice", b.input("style", [1, 256]), b.ints(0), b.ints(WIDTH), b.ints(1)), b.ints(-1))
    b.output("low_rate_scale", b.constant(np.full(WIDTH, 0.5, np.float32)), [None])
    b.output("low_rate_shift", moved, [None])
    b.output("generator_scale", b.input("deviation", [WIDTH]), [None])
    b.output("generator_shift", b.op("Add", b.input("mean", [WIDTH]), moved), [None])
    return b


def _norm(b: Builder, x: str) -> str:
    zeros, ones = (b.constant(np.full(WIDTH, v, np.float32)) for v in (0, 1))
    return b.op("Tanh", b.op("BatchNormalization", x, b.input("scale", [WIDTH]), b.input("shift", [WIDTH]), zeros, ones, epsilon=0.0))


def low_rate(weights: Weights) -> Builder:
    """A convolution of look-ahead, a residual that waits for it, and twice the rate."""
    b = Builder("tiny-low-rate", weights)
    s = Streams(b)
    x = b.op("Transpose", b.input("features", [1, "n", 512]), perm=[0, 2, 1])
    x = b.op("Unsqueeze", b.op("Slice", x, b.ints(0), b.ints(WIDTH - 2), b.ints(1)), b.ints(2))
    tracks = [b.op("Reshape", b.input(n, [1, "n2"]), b.ints(1, 1, -1, 2)) for n in ("f0", "energy")]
    means = [b.op("Reshape", b.op("ReduceMean", t, b.ints(3), keepdims=0), b.ints(1, 1, 1, -1)) for t in tracks]
    x = _norm(b, b.op("Concat", x, *means, axis=1))
    y = s.conv(x, b.weight("low"), None, WIDTH, 5)
    x = b.op("Add", y, s.delayed(x, WIDTH, y))
    bias = b.constant(np.zeros(WIDTH, np.float32))
    x = s.transposed(x, b.weight("double"), bias, WIDTH, kernel=3, stride=2, pad=1)
    x = b.op("Transpose", b.op("Squeeze", x, b.ints(2)), perm=[0, 2, 1])
    b.output("hidden", b.op("Concat", *[x] * (512 // WIDTH), axis=2), [1, "c", 512])
    return b


def generator(weights: Weights) -> Builder:
    """Ten times the rate, then thirty, and the source's fundamental with it."""
    b = Builder("tiny-generator", weights)
    s = Streams(b)
    x = b.op("Transpose", b.input("hidden", [1, "n", 512]), perm=[0, 2, 1])
    x = _norm(b, b.op("Unsqueeze", b.op("Slice", x, b.ints(0), b.ints(WIDTH), b.ints(1)), b.ints(2)))
    x = s.transposed(x, b.weight("up"), b.constant(np.zeros(WIDTH, np.float32)), WIDTH, kernel=20, stride=10, pad=5)
    x = s.transposed(b.op("Tanh", x), b.weight("six"), b.constant(np.zeros(5, np.float32)), WIDTH, kernel=60, stride=30, pad=15)
    x = b.op("ReduceMean", x, b.ints(1))
    at = (np.arange(300, dtype=np.float32) + np.float32(0.5)) / 300 - np.float32(0.5)
    first = lambda n: b.op("Slice", b.input(n, [1, "n", 9]), b.ints(0), b.ints(1), b.ints(2))
    turns = b.op("Add", first("phase"), b.op("Mul", first("before"), b.constant(np.minimum(at, 0).reshape(1, 1, 300))))
    turns = b.op("Add", turns, b.op("Mul", first("after"), b.constant(np.maximum(at, 0).reshape(1, 1, 300))))
    sine = b.op("Sin", b.op("Mul", turns, b.constant(np.array([2 * np.pi], np.float32))))
    sine = b.op("Mul", sine, b.op("Unsqueeze", b.input("voiced", [1, "n"]), b.ints(2)))
    sine = b.op("Reshape", sine, b.ints(1, 1, 1, -1))
    both = b.op("Mul", b.op("Add", x, s.delayed(sine, 1, x)), b.constant(np.array([0.2], np.float32)))
    b.output("audio", b.op("Squeeze", both, b.ints(1, 2)), [1, "samples"])
    return b


def main(args: argparse.Namespace) -> None:
    """Write everything, seeded."""
    rng = np.random.default_rng(0)
    (args.weights / "voices").mkdir(parents=True, exist_ok=True)
    args.graphs.mkdir(parents=True, exist_ok=True)
    model = args.weights / PUBLISHED
    write_published(model, rng)
    for voice in VOICES:
        rng.standard_normal((ROWS, 256)).astype("<f4").tofile(args.weights / "voices" / f"{voice}.bin")
    rng.uniform(0.2, 1, (len(VOICES), 2, WIDTH)).astype("<f2").tofile(args.graphs / "statistics.f16")
    published, graphs = Published(model), {}
    builds = {"encoder": (encoder, 0), "encoder-int8": (encoder, 0), "conditioning": (conditioning, 0), "low-rate": (low_rate, WIDTH), "generator": (generator, WIDTH)}
    for name, (build, channels) in builds.items():
        weights = Weights(published)
        builder = build(weights)
        builder.save(args.graphs / f"{name}.onnx")
        graphs[name] = {"channels": channels, "states": builder.states, "weights": weights.plan()}
    digest = lambda path: hashlib.sha256(path.read_bytes()).hexdigest()
    description = {
        "format": "sotto-kokoro-1",
        "sampleRateHz": 24_000,
        "frameSamples": 300,
        "published": {"file": PUBLISHED, "bytes": model.stat().st_size, "sha256": digest(model)},
        "voices": {v: digest(args.weights / "voices" / f"{v}.bin") for v in VOICES},
        "voiceRows": ROWS,
        "channels": WIDTH,
        "symbols": {},
        "graphs": graphs,
    }
    write = lambda: (args.graphs / DESCRIPTION).write_text(json.dumps(description, separators=(",", ":")) + "\n", "utf8")
    write()
    description |= look_ahead(Engine(args.graphs, model))
    write()
