"""Stage 5: speak a list of sentences with the exported graphs and let judges score them.

Writes a WAV and, on request, a spectrogram a sentence, and scores.json with means and n.
With the teacher's encoder at hand, F0 is compared with the teacher's at the teacher's
durations, as a correlation over frames that both call voiced.
"""

import argparse
import json
import zlib
from pathlib import Path

import numpy as np
from tqdm import tqdm

from .cast import named
from .corpus import read_table
from .judge import picture
from .judges.clip import judge
from .judges.dnsmos import Dnsmos
from .judges.moonshine import Moonshine
from .runtime import Engine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--graphs", type=Path, required=True, help="folder written by export")
    parser.add_argument("--sentences", type=Path, required=True, help="TSV with id, language, text, symbols")
    parser.add_argument("--voices", default="af_heart,am_michael,zf_xiaobei,zm_yunxi")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--dnsmos", type=Path, help="dnsmos_sig_bak_ovr.onnx")
    parser.add_argument("--p808", type=Path, help="model_v8.onnx")
    parser.add_argument("--moonshine", type=Path, help="folder of Moonshine tiny-en")
    parser.add_argument("--teacher-encoder", type=Path, help="encoder.onnx that teach has cut")
    parser.add_argument("--tokenizer", type=Path, help="the teacher's tokenizer.json")
    parser.add_argument("--voice-files", type=Path, help="folder of VOICE.bin")
    parser.add_argument("--noise-gain", type=float, default=1.0)
    parser.add_argument("--chunk-frames", type=int, default=20)
    parser.add_argument("--pictures", action="store_true", help="a spectrogram a sentence")


def main(args: argparse.Namespace) -> None:
    """Speak, score, and print the means of each voice."""
    import soundfile

    args.out.mkdir(parents=True, exist_ok=True)
    engine = Engine(args.graphs)
    dnsmos = Dnsmos(args.dnsmos, args.p808) if args.dnsmos else None
    moonshine = Moonshine(args.moonshine) if args.moonshine else None
    sentences, scores = read_table(args.sentences), {}
    for voice in args.voices.split(","):
        rows = []
        for s in tqdm([s for s in sentences if named(voice).language == s["language"]], desc=voice):
            seed = zlib.crc32(s["id"].encode())
            spoken = engine.speak(
                s["symbols"], voice, seed=seed, chunk_frames=args.chunk_frames, noise_gain=args.noise_gain
            )
            soundfile.write(args.out / f"{voice}-{s['id']}.wav", np.clip(spoken.samples, -1, 1), 24_000)
            seconds = len(spoken.samples) / 24_000
            row = {"id": s["id"], "seconds": seconds, "rtf": spoken.total_s / seconds, "first_ms": spoken.first_s * 1e3}
            row |= judge(spoken.samples, s, dnsmos, moonshine)
            if args.teacher_encoder:
                row |= against_teacher(args, engine, voice, s, spoken)
            rows.append(row)
            if args.pictures:
                picture(args.out / f"{voice}-{s['id']}.png", spoken.samples, spoken.f0_hz)
        scores[voice] = {"mean": mean_of(rows), "n": len(rows), "sentences": rows}
        print(voice, len(rows), json.dumps(scores[voice]["mean"]))
    (args.out / "scores.json").write_text(json.dumps(scores, ensure_ascii=False, indent=1) + "\n", "utf8")


def against_teacher(args, engine: Engine, voice: str, sentence: dict[str, str], spoken) -> dict[str, float]:
    """Prosody's distance from the teacher's: F0 correlation, voicing and energy, durations."""
    from .teacher import Teacher, read_voice

    teacher = Teacher(args.teacher_encoder, args.tokenizer)
    meant = teacher.prosody(sentence["symbols"], read_voice(args.voice_files / f"{voice}.bin"))
    ours = engine.speak(sentence["symbols"], voice, durations=meant.durations)
    both = (ours.f0_hz > 10) & (meant.f0_hz > 10)
    return {
        "f0_correlation": float(np.corrcoef(ours.f0_hz[both], meant.f0_hz[both])[0, 1]),
        "voicing_agreement": float(((ours.f0_hz > 10) == (meant.f0_hz > 10)).mean()),
        "energy_error": float(np.abs(ours.energy - meant.energy).mean()),
        "duration_error": float(np.abs(spoken.durations - meant.durations).mean()),
    }


def mean_of(rows: list[dict]) -> dict[str, float]:
    """Means of all numbers; word errors over all words."""
    names = [k for k, v in rows[0].items() if isinstance(v, float)]
    means = {k: round(float(np.mean([r[k] for r in rows])), 4) for k in names}
    if "words" in rows[0]:
        means["wer_percent"] = round(100 * sum(r["wrong"] for r in rows) / sum(r["words"] for r in rows), 2)
    return means
