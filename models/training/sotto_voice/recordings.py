"""Instead of teaching: recordings of one speaker with their transcripts -> a corpus folder for prepare.

Nothing of Kokoro is needed but its voice files, which say how speaker vectors are standardised.
Our own voice is the aligner (alignment.py), pitch is tracked, energy is computed as the teacher's
predicts it. The phase of the speaker's voice stays unknown: train with --phase 0.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from tqdm import tqdm

from .alignment import HOP, RATE_HZ, align
from .cloning.clone import Cloner
from .corpus import COLUMNS, read_table
from .judges.level import active_level
from .judges.pitch import track
from .prepare import TEACHER_PEAK_SCALE, style_statistics
from .runtime import Engine

LEVEL_DBFS = -18.8
"""The teacher's mean active level, over 18 clips of six voices."""
PEAK_MAX = 0.99
SILENCE_MAX_S = 0.3
SPEECH_BELOW_PEAK_DB = 35.0
PROMPT_S = 30.0

VOICED_FROM = 0.2
"""The teacher calls more voiced than a tracker: 75 % of its frames. At 0.5 the tracker finds 53 % of
them and agrees in 78 % of the frames, at 0.2 66 % and 88 % (12 clips of four voices)."""

ENERGY_FFT, ENERGY_WINDOW, ENERGY_BANDS, ENERGY_TOP_HZ = 2_048, 1_200, 80, 8_000.0
ENERGY_SCALE, ENERGY_OFFSET = 0.972, -0.216
"""Teacher's energy = scale * ln of the norm of its mel spectrum + offset.

Fitted on 108 clips of 36 of the teacher's voices: correlation 0.994, mean error 0.45 of a range
from -11 to 10. The form is what StyleTTS 2 trains its predictor of energy on.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--recordings", type=Path, required=True, help="folder that the metadata's paths begin in")
    parser.add_argument("--metadata", type=Path, required=True, help="TSV with the columns path, text and maybe language")
    parser.add_argument("--symbols", type=Path, required=True, help="TSV written by texts; its ids are the file names")
    parser.add_argument("--graphs", type=Path, required=True, help="our exported voice, with speaker.onnx and clone.onnx")
    parser.add_argument("--voice-files", type=Path, required=True, help="folder of VOICE.bin, the same as for prepare")
    parser.add_argument("--name", required=True, help="name of the new voice")
    parser.add_argument("--like", help="a taught voice to begin from, in place of a clone")
    parser.add_argument("--out", type=Path, required=True, help="corpus folder to write")


def resampled(samples: np.ndarray, rate_hz: int, to_hz: int) -> np.ndarray:
    """Mono sound at another rate."""
    from scipy.signal import resample_poly

    common = int(np.gcd(rate_hz, to_hz))
    return resample_poly(samples, to_hz // common, rate_hz // common)


def trimmed(samples: np.ndarray) -> np.ndarray:
    """Sound at 24 kHz with up to SILENCE_MAX_S at either end, cut or filled to whole frames of 25 ms."""
    size = RATE_HZ // 100
    level = np.sqrt((samples[: len(samples) // size * size].reshape(-1, size) ** 2).mean(1))
    loud = np.flatnonzero(level > level.max(initial=0) * 10 ** (-SPEECH_BELOW_PEAK_DB / 20))
    if not len(loud):
        raise ValueError("a recording is silent")
    margin = int(SILENCE_MAX_S * RATE_HZ)
    samples = samples[max(0, loud[0] * size - margin) : (loud[-1] + 1) * size + margin]
    return np.pad(samples, (0, -len(samples) % (2 * HOP)))


def levelled(samples: np.ndarray) -> np.ndarray:
    """Sound at the teacher's active level, or as near to it as its peak allows."""
    gain = 10 ** (LEVEL_DBFS / 20) / max(active_level(samples, RATE_HZ), 1e-9)
    return samples * min(gain, PEAK_MAX / TEACHER_PEAK_SCALE / max(np.abs(samples).max(), 1e-9))


def energy_of(samples: np.ndarray) -> np.ndarray:
    """The teacher's energy of a sound at 24 kHz, float32 at 80 Hz, frames centred at multiples of HOP."""
    to_mel, to_hz = lambda hz: 2595 * np.log10(1 + hz / 700), lambda mel: 700 * (10 ** (mel / 2595) - 1)
    edges = to_hz(np.linspace(0, to_mel(ENERGY_TOP_HZ), ENERGY_BANDS + 2))[:, None]
    # StyleTTS 2 made its filters for 16 kHz and used them at 24: its bins are counted up to 8 kHz.
    bins = np.linspace(0, ENERGY_TOP_HZ, ENERGY_FFT // 2 + 1)[None]
    gaps = np.diff(edges, axis=0)
    filters = np.maximum(0, np.minimum((bins - edges[:-2]) / gaps[:-1], (edges[2:] - bins) / gaps[1:]))
    side = (ENERGY_FFT - ENERGY_WINDOW) // 2
    window = np.pad(np.hanning(ENERGY_WINDOW + 1)[:-1], side)
    padded = np.pad(samples, ENERGY_FFT // 2)
    frames = np.stack([padded[t : t + ENERGY_FFT] for t in range(0, len(samples) - HOP + 1, HOP)])
    mel = np.abs(np.fft.rfft(frames * window)) ** 2 @ filters.T
    return (ENERGY_SCALE * np.log(np.linalg.norm(1e-5 + mel, axis=1)) + ENERGY_OFFSET).astype(np.float32)


def pitch_of(samples: np.ndarray) -> np.ndarray:
    """F0 in Hz, float32 at 80 Hz, 0 where unvoiced; frames as in `energy_of`, half a hop before the tracker's."""
    count = len(samples) // HOP
    return track(np.pad(samples, (HOP // 2, HOP))[: len(samples)], RATE_HZ, VOICED_FROM)[:count].astype(np.float32)


def read_recording(path: Path) -> np.ndarray:
    """A sound file as float64 at 24 kHz, mono, trimmed, at the teacher's level."""
    import soundfile

    samples, rate = soundfile.read(path, always_2d=True)
    return levelled(trimmed(resampled(samples.mean(1), rate, RATE_HZ)))


def speaker_of(graphs: Path, clips: list[np.ndarray]) -> np.ndarray:
    """The cloning projection's standardised speaker vector for up to PROMPT_S of speech, [1, 256]."""
    prompt = np.concatenate(clips)[: int(PROMPT_S * RATE_HZ)]
    controls, _ = Cloner(graphs).controls(resampled(prompt, RATE_HZ, 16_000).astype(np.float32))
    return controls.speaker.reshape(1, -1)


def main(args: argparse.Namespace) -> None:
    """Write `args.out`: metadata.tsv, prosody and style of one voice, and its sound as FLAC."""
    symbols = {r["id"]: r for r in read_table(args.symbols)}
    rows = [r for r in read_table(args.metadata) if Path(r["path"]).stem in symbols]
    if not rows:
        raise ValueError("no recording has a row in --symbols: its ids have to be the file names without ending")
    (args.out / args.name).mkdir(parents=True, exist_ok=True)
    engine, begun = Engine(args.graphs), time.perf_counter()
    first = [read_recording(args.recordings / r["path"]) for r in rows[:8]]
    speaker = engine.speaker(args.like) if args.like else speaker_of(args.graphs, first)
    middle, spread = style_statistics(args.voice_files)
    np.save(args.out / f"style-{args.name}.npy", (speaker[0] * spread + middle).astype(np.float32))
    made, lines = [], []
    for row in tqdm(rows, desc=args.name):
        text = symbols[Path(row["path"]).stem]
        samples = read_recording(args.recordings / row["path"])
        try:
            made.append(label(engine, text["symbols"], speaker, samples) | {"id": text["id"]})
        except ValueError as error:
            tqdm.write(f"{row['path']}: left out, {error}")
            continue
        lines.append(_write_sound(args, row, text, samples))
    if not made:
        raise ValueError("no recording fits its text")
    _write_tables(args, made, lines)
    seconds = sum(len(m["f0"]) for m in made) / 80
    took = time.perf_counter() - begun
    cost = round(float(np.mean([m["cost"] for m in made])), 3)
    print(json.dumps({"utterances": len(made), "speech_s": round(seconds, 1), "took_s": round(took, 1), "path_cost": cost}))


def label(engine: Engine, symbols: str, speaker: np.ndarray, samples: np.ndarray) -> dict:
    """Durations, pitch and energy of one recording, and what its path cost."""
    durations, cost = align(engine, symbols, speaker, samples)
    return {"durations": durations, "f0": pitch_of(samples), "energy": energy_of(samples), "cost": cost}


def _write_sound(args: argparse.Namespace, row: dict, text: dict, samples: np.ndarray) -> str:
    """Store one recording as prepare reads it; returns its line of the table."""
    import soundfile

    path = f"{args.name}/{text['id']}.flac"
    soundfile.write(args.out / path, samples * TEACHER_PEAK_SCALE, RATE_HZ, subtype="PCM_16")
    columns = {
        "path": path,
        "voice": args.name,
        "language": row.get("language") or text["language"],
        "seconds": f"{len(samples) / RATE_HZ:.3f}",
        "text_from": "recording",
        "text": row["text"],
        "symbols": text["symbols"],
    }
    return "\t".join(columns[c] for c in COLUMNS)


def _write_tables(args: argparse.Namespace, made: list[dict], lines: list[str]) -> None:
    """Write prosody-NAME.npz and metadata.tsv as teach does."""
    np.savez_compressed(
        args.out / f"prosody-{args.name}.npz",
        id=np.array([m["id"] for m in made]),
        symbols=np.array([len(m["durations"]) for m in made], np.uint32),
        durations=np.concatenate([m["durations"] for m in made]).astype(np.uint16),
        frames=np.array([len(m["f0"]) for m in made], np.uint32),
        f0=np.concatenate([m["f0"] for m in made]),
        energy=np.concatenate([m["energy"] for m in made]),
    )
    (args.out / "metadata.tsv").write_text("\n".join(["\t".join(COLUMNS), *lines]) + "\n", "utf8")
