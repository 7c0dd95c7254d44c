"""Stage 2: corpora of teacher speech -> one folder of arrays for training.

Targets lose two steady lines at 4.8 and 9.6 kHz, an artefact of the teacher's inverse STFT
(hop of 5 samples) that a student would otherwise learn; the notches have no phase. Every
fiftieth text, chosen by a hash of its symbols, is held out in all voices.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
from tqdm import tqdm

from . import teacher
from .corpus import Utterance, read_corpus

TEACHER_PEAK_SCALE = 0.9
LINES_HZ = (4_800.0, 9_600.0)
NOTCH_Q = 60.0
VALID_ONE_IN = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="folders written by teach")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the teacher's tokenizer.json")
    parser.add_argument("--voice-files", type=Path, required=True, help="folder of VOICE.bin, for speaker vectors")
    parser.add_argument("--max-seconds", type=float, default=10.0, help="longer utterances are left out")
    parser.add_argument("--out", type=Path, required=True)


def notch(samples: np.ndarray) -> np.ndarray:
    """Remove the teacher's steady lines, forwards and backwards so that nothing shifts."""
    from scipy.signal import filtfilt, iirnotch

    for line in LINES_HZ:
        b, a = iirnotch(line, NOTCH_Q, teacher.SAMPLE_RATE_HZ)
        samples = filtfilt(b, a, samples)
    return samples.astype(np.float32)


def continuous_log_f0(f0_hz: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """ln F0 interpolated through unvoiced frames and through the ramps at their edges, and trust.

    Trust is 1 where F0 was measured, not interpolated: above half of the voiced median.
    """
    voiced = f0_hz > 10
    trusted = voiced & (f0_hz > 0.5 * np.median(f0_hz[voiced])) if voiced.any() else voiced
    if not trusted.any():
        return np.full(len(f0_hz), np.log(150.0), np.float32), np.zeros(len(f0_hz), np.float32)
    at = np.flatnonzero(trusted)
    log_f0 = np.interp(np.arange(len(f0_hz)), at, np.log(f0_hz[at]))
    return log_f0.astype(np.float32), trusted.astype(np.float32)


def held_out(symbols: str) -> bool:
    """Whether this text is for validation only."""
    return int(hashlib.sha256(symbols.encode()).hexdigest(), 16) % VALID_ONE_IN == 0


def style_statistics(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Mean and deviation, over the teacher's voices, of style vectors that are averaged over rows: [256] each."""
    means = np.stack([teacher.read_voice(f).mean(0) for f in sorted(folder.glob("*.bin"))])
    return means.mean(0), means.std(0) + 1e-6


def speaker_table(folder: Path, corpora: list[Path]) -> dict[str, np.ndarray]:
    """Each speaker's style vector averaged over its rows, standardised over the teacher's voices: [256]."""
    raw = {f.stem: teacher.read_voice(f).mean(0) for f in sorted(folder.glob("*.bin"))}
    middle, spread = style_statistics(folder)
    for corpus in corpora:
        raw |= {f.stem.removeprefix("style-"): np.load(f) for f in sorted(corpus.glob("style-*.npy"))}
    return {name: ((v - middle) / spread).astype(np.float32) for name, v in raw.items()}


def main(args: argparse.Namespace) -> None:
    """Write arrays.npz, audio.i16 and speakers.npz to `args.out`."""
    args.out.mkdir(parents=True, exist_ok=True)
    vocabulary = teacher.read_vocabulary(args.tokenizer)
    speakers = speaker_table(args.voice_files, args.corpus)
    np.savez(args.out / "speakers.npz", **speakers)
    (args.out / "vocabulary.json").write_text(json.dumps(vocabulary, ensure_ascii=False), "utf8")
    names, arrays, samples = [], {k: [] for k in ("ids", "durations", "f0", "energy", "log_f0", "trust")}, 0
    table = []
    with (args.out / "audio.i16").open("wb") as file:
        for folder in args.corpus:
            for u in tqdm(read_corpus(folder), desc=folder.name):
                ids = [vocabulary[s] for s in u.symbols if s in vocabulary]
                if len(u.f0_hz) > 80 * args.max_seconds or len(ids) + 2 != len(u.durations):
                    continue
                if u.voice not in names:
                    names.append(u.voice)
                start = samples if u.audio else -1
                if u.audio:
                    samples += _append_audio(file, u)
                log_f0, trust = continuous_log_f0(u.f0_hz)
                for key, value in (
                    ("ids", np.array([0, *ids, 0], np.int16)),
                    ("durations", u.durations.astype(np.int16)),
                    ("f0", u.f0_hz),
                    ("energy", u.energy),
                    ("log_f0", log_f0),
                    ("trust", trust),
                ):
                    arrays[key].append(value)
                table.append((names.index(u.voice), len(u.durations), len(u.f0_hz), start, held_out(u.symbols)))
    joined = {k: np.concatenate(v) for k, v in arrays.items()}
    columns = dict(zip(("voice", "symbols", "frames", "audio", "valid"), np.array(table).T, strict=True))
    np.savez(args.out / "arrays.npz", voices=np.array(names), **joined, **columns)
    hours = {n: sum(t[2] for t in table if t[0] == i) / 288_000 for i, n in enumerate(names)}
    print(json.dumps({"utterances": len(table), "audio_hours": samples / 86.4e6, "prosody_hours": hours}))


def _append_audio(file, utterance: Utterance) -> int:
    """Write one utterance's target as int16 at half scale; returns its length in samples."""
    import soundfile

    audio, rate = soundfile.read(utterance.audio, dtype="float32")
    if rate != teacher.SAMPLE_RATE_HZ:
        raise ValueError(f"{utterance.audio.name}: {rate} Hz, expected {teacher.SAMPLE_RATE_HZ}")
    length = len(utterance.f0_hz) * teacher.FRAME_SAMPLES
    audio = notch(np.pad(audio, (0, max(0, length - len(audio))))[:length] / TEACHER_PEAK_SCALE)
    file.write((np.clip(audio, -2, 2) * 16_383).astype(np.int16).tobytes())
    return length
