"""Kokoro-82M -> graphs that stream, without weights, and kokoro.json, which says how to run them.

The graphs view the published file's weights (see builder.py). Then everything is checked: streamed
against at once, for a plan of odd chunks, and at once against the published graph with the same
frozen norms.
"""

import argparse
import hashlib
import json
from pathlib import Path

from .. import teacher
from . import conditioning, encoder, encoder_int8, generator, low_rate
from .builder import Weights
from .check import VOICE, check, look_ahead
from .conditioning import is_generators
from .pack import unpack
from .published import Published, verify
from .runtime import DESCRIPTION, Engine

VOICE_ROWS = 510


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--model", type=Path, required=True, help="kokoro-fp32.onnx")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the model's tokenizer.json")
    parser.add_argument("--voice-files", type=Path, required=True, help="folder of VOICE.bin")
    parser.add_argument("--out", type=Path, required=True, help="folder with statistics.f16; the graphs go there too")


def write_graphs(published: Published, out: Path) -> dict[str, dict]:
    """Write all graphs; gives what the description says of each."""
    offsets = Weights(published).offsets
    described = {}
    channels = lambda generators: sum(n.channels for n in published.norms() if is_generators(n) == generators)
    for name, build, count in (
        ("conditioning", conditioning.build, 0),
        ("low-rate", low_rate.build, channels(False)),
        ("generator", lambda weights: generator.Generator(weights).build(), channels(True)),
    ):
        weights = Weights(published, offsets)
        builder = build(weights)
        builder.save(out / f"{name}.onnx")
        described[name] = {"channels": count, "states": builder.states, "weights": weights.plan()}
    for name, save in (("encoder", encoder.save), ("encoder-int8", encoder_int8.save)):
        weights = Weights(published, offsets)
        save(weights, out / f"{name}.onnx")
        described[name] = {"channels": 0, "states": {}, "weights": weights.plan()}
    return described


def main(args: argparse.Namespace) -> None:
    """Write and check everything."""
    verify(args.model)
    published = Published(args.model)
    files = sorted(args.voice_files.glob("*.bin"))
    digest = lambda path: hashlib.sha256(path.read_bytes()).hexdigest()
    description = {
        "format": "sotto-kokoro-1",
        "sampleRateHz": teacher.SAMPLE_RATE_HZ,
        "frameSamples": teacher.FRAME_SAMPLES,
        "published": {"file": args.model.name, "bytes": args.model.stat().st_size, "sha256": teacher.SHA256},
        "voices": {f.stem: digest(f) for f in files},
        "voiceRows": VOICE_ROWS,
        "channels": sum(n.channels for n in published.norms() if is_generators(n)),
        "symbols": teacher.read_vocabulary(args.tokenizer),
        "graphs": write_graphs(published, args.out),
    }
    path = args.out / DESCRIPTION
    write = lambda: path.write_text(json.dumps(description, ensure_ascii=False, separators=(",", ":")) + "\n", "utf8")
    write()
    engine = Engine(args.out, args.model)
    description |= look_ahead(engine)
    write()
    names = [f.stem for f in files]
    statistics = unpack(args.out, len(files))[names.index(VOICE)]
    rows = teacher.read_voice(args.voice_files / f"{VOICE}.bin")
    print(json.dumps(check(engine, published, rows, statistics)))
