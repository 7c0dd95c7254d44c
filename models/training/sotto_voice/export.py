"""Stage 4: checkpoint -> text.onnx, prosody.onnx, decoder.onnx, voice.json and README.md.

Opset 20, float32. Each graph is run against PyTorch before the command succeeds.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from . import contract, tables
from .checkpoint import load_voice
from .model.config import HOP
from .model.streaming import DecoderGraph, ProsodyGraph, TextGraph
from .model.voice import Voice

OPSET = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="prepared folder: speaker vectors and vocabulary")
    parser.add_argument("--voices", default="af_heart,am_michael,zf_xiaobei,zm_yunxi", help="voices to name in voice.json")
    parser.add_argument("--out", type=Path, required=True)


def graphs(voice: Voice, symbols: int = 9, frames: int = 12) -> dict[str, tuple[torch.nn.Module, dict, dict, list[str]]]:
    """Per file: module, example inputs by name, dynamic axes, output names."""
    c = voice.config
    decoder = DecoderGraph(voice.decoder)
    voice.decoder.spectrum.tables = True
    generator = torch.Generator().manual_seed(3)
    normal = lambda *shape: torch.randn(*shape, generator=generator)
    whole = lambda high, *shape: torch.randint(0, high, shape, generator=generator).to(torch.int32)
    speaker = normal(1, 256)
    states = dict(zip(decoder.STATES, decoder.initial(), strict=True))
    n, t = {1: "symbols"}, {1: "frames"}
    return {
        "text": (
            TextGraph(voice.text),
            {"ids": whole(c.symbols, 1, symbols), "speaker": speaker},
            {"ids": n, "h": n, "durations": n},
            ["h", "durations"],
        ),
        "prosody": (
            ProsodyGraph(voice.prosody),
            {
                "h": normal(1, symbols, c.text_width),
                "symbol": whole(symbols, 1, frames),
                "index": whole(3, 1, frames),
                "length": whole(3, 1, frames) + 3,
                "speaker": speaker,
                "style": torch.tensor([[0.0, 1.0, 0.0]]),
            },
            {"h": n, "symbol": t, "index": t, "length": t, "f0": {1: "frames80"}, "energy": {1: "frames80"}}
            | {"features": {1: "frames80"}},
            ["f0", "energy", "features"],
        ),
        "decoder": (
            decoder,
            {
                "features": normal(1, frames, c.features),
                "f0": 100 + 50 * normal(1, frames).abs(),
                "energy": normal(1, frames),
                "mask": torch.ones(1, frames),
                "noise": normal(1, frames * HOP),
                "noise_gain": torch.ones(1),
                "speaker": speaker,
                **states,
            },
            {"features": t, "f0": t, "energy": t, "mask": t, "noise": {1: "samples"}, "audio": {1: "samples"}},
            ["audio", *(f"{s}_next" for s in decoder.STATES)],
        ),
    }


def main(args: argparse.Namespace) -> None:
    """Write and check everything."""
    args.out.mkdir(parents=True, exist_ok=True)
    voice, step = load_voice(args.checkpoint)
    sizes = {}
    for name, (module, inputs, axes, outputs) in graphs(voice).items():
        path = args.out / f"{name}.onnx"
        write_graph(path, module, inputs, axes, outputs)
        error = largest_difference(path, module, inputs)
        sizes[f"{name}.onnx"] = path.stat().st_size
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {error:.1e} from PyTorch")
        if error > 1e-3:
            raise ValueError(f"{path.name} differs from PyTorch by {error}")
    with np.load(args.data / "speakers.npz") as speakers:
        vectors = {v: speakers[v] for v in args.voices.split(",")}
    vocabulary = json.loads((args.data / "vocabulary.json").read_text("utf8"))
    contract.write(args.out, voice, step, vectors, vocabulary, sizes)


def write_graph(path: Path, module: torch.nn.Module, inputs: dict, axes: dict, outputs: list[str]) -> None:
    """Trace without folding constants: the runtime rebuilds the DFT tables from two index vectors."""
    with torch.no_grad():
        torch.onnx.export(
            module.eval(),
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            do_constant_folding=False,
            dynamo=False,
        )
    tables.tidy(path)


def largest_difference(path: Path, module: torch.nn.Module, inputs: dict) -> float:
    """Over all outputs, between ONNX Runtime and PyTorch on the example inputs."""
    import onnxruntime as ort

    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = session.run(None, {k: v.numpy() for k, v in inputs.items()})
    with torch.no_grad():
        meant = module(*inputs.values())
    return max(float(np.abs(a - b.numpy()).max()) for a, b in zip(found, meant, strict=True))
