"""Kokoro's decoder norms, frozen: mean and variance of each channel, averaged over sentences of a voice.

Runs the published graph with taps at its norms over a few sentences of each voice, once a voice
(stopped and started again it goes on with the next), then packs all voices into one file. Voices
whose language has no texts read English ones.
"""

import argparse
import hashlib
import json
import time
from pathlib import Path

import numpy as np
import onnx
from onnx import helper
from tqdm import tqdm

from .. import teacher
from ..corpus import read_table
from ..polite import wait_while_paused
from .conditioning import is_generators
from .pack import pack
from .published import Published, verify

SYMBOLS_MIN, SYMBOLS_MAX = 45, 100
WAVEFORM = teacher.WAVEFORM


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--model", type=Path, required=True, help="kokoro-fp32.onnx")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the model's tokenizer.json")
    parser.add_argument("--voice-files", type=Path, required=True, help="folder of VOICE.bin")
    parser.add_argument("--texts", type=Path, required=True, help="TSV written by texts; en and zh")
    parser.add_argument("--first", default="af_heart,am_michael,zf_xiaobei", help="voices to begin with")
    parser.add_argument("--sentences", type=int, default=10, help="of each voice")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--pause-file", type=Path, help="pause while this file exists")
    parser.add_argument("--work", type=Path, required=True, help="folder of one VOICE.npz each")
    parser.add_argument("--out", type=Path, help="folder for statistics.f16, written once all voices are there")


def tapped(published: Published, partial: Path) -> None:
    """Write the graph with every norm's mean and variance as outputs."""
    model = onnx.ModelProto()
    model.CopyFrom(published.model)
    channels = {tap: norm.channels for norm in published.norms() for tap in norm.taps}
    for tap, count in channels.items():
        model.graph.output.append(helper.make_tensor_value_info(tap, onnx.TensorProto.FLOAT, [1, count, 1]))
    onnx.save(model, str(partial))


def choose(texts: list[dict[str, str]], voice: str, count: int) -> list[str]:
    """Symbols of `count` sentences of middle length in the voice's language, by a hash of the voice."""
    language = "zh" if voice[0] == "z" else "en"
    fits = [t["symbols"] for t in texts if t["language"] == language and SYMBOLS_MIN <= len(t["symbols"]) <= SYMBOLS_MAX]
    seed = int(hashlib.sha256(voice.encode()).hexdigest()[:12], 16)
    return [fits[i] for i in np.random.default_rng(seed).choice(len(fits), count, replace=False)]


def measure(session, feeds: list[dict], names: list[str]) -> tuple[np.ndarray, np.ndarray, float]:
    """Mean and variance over all feeds, weighted by their lengths, and the seconds of sound."""
    total, sums = 0.0, None
    asked = [WAVEFORM, *dict.fromkeys(names)]
    for feed in feeds:
        values = dict(zip(asked, session.run(asked, feed), strict=True))
        seconds = values[WAVEFORM].size / teacher.SAMPLE_RATE_HZ
        joined = np.concatenate([values[n].reshape(-1).astype(np.float64) for n in names]) * seconds
        sums = joined if sums is None else sums + joined
        total += seconds
    means, variances = np.split(sums / total, 2)
    return means, variances, total


def main(args: argparse.Namespace) -> None:
    """Measure what is missing in `args.work`; pack everything into `args.out`."""
    import onnxruntime as ort

    verify(args.model)
    args.work.mkdir(parents=True, exist_ok=True)
    published = Published(args.model)
    norms = published.norms()
    graph = args.work / "tapped.onnx"
    if not graph.exists():
        tapped(published, graph.with_suffix(".part"))
        graph.with_suffix(".part").rename(graph)
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = args.threads
    options.log_severity_level = 3
    session = ort.InferenceSession(str(graph), options, ["CPUExecutionProvider"])
    names = [n.taps[0] for n in norms] + [n.taps[1] for n in norms]
    vocabulary = teacher.read_vocabulary(args.tokenizer)
    texts = read_table(args.texts)
    first = args.first.split(",")
    voices = first + sorted({p.stem for p in args.voice_files.glob("*.bin")} - set(first))
    for voice in tqdm(voices, desc="voices"):
        if (args.work / f"{voice}.npz").exists():
            continue
        wait_while_paused(args.pause_file)
        rows = teacher.read_voice(args.voice_files / f"{voice}.bin")
        feeds = [teacher.feed(s, vocabulary, rows) for s in choose(texts, voice, args.sentences)]
        begun = time.monotonic()
        mean, variance, seconds = measure(session, feeds, names)
        partial = args.work / f"{voice}.part.npz"
        np.savez(partial, mean=mean, variance=variance, seconds=seconds)
        partial.rename(args.work / f"{voice}.npz")
        tqdm.write(json.dumps({"voice": voice, "seconds": round(seconds, 1), "took_s": round(time.monotonic() - begun)}))
    if args.out:
        pack(args.work, sorted(voices), min(n.start for n in norms if is_generators(n)), args.out)
