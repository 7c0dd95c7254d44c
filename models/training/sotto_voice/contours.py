"""The teacher's melody for a list of sentences: what voices are compared with where the teacher isn't at hand.

Speaks each sentence with the whole teacher, follows the pitch of its sound with the tracker that
voices are judged by, and keeps symbols, durations and F0; judges' scores of the teacher where the
judges are given. About a second of CPU a second of speech.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from tqdm import tqdm

from .cast import named
from .corpus import read_table
from .evaluate import mean_of
from .judge import load_judges
from .judges.clip import judge
from .judges.pitch import track
from .teacher import SAMPLE_RATE_HZ, Teacher, read_vocabulary, read_voice, verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--model", type=Path, required=True, help="kokoro-fp32.onnx")
    parser.add_argument("--encoder", type=Path, required=True, help="the encoder that `teach` cuts from it")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--voice-files", type=Path, required=True, help="folder of VOICE.bin")
    parser.add_argument("--sentences", type=Path, required=True, help="TSV with id, language, text, symbols")
    parser.add_argument("--voices", default="af_heart,am_michael,zf_xiaobei,zm_yunxi")
    parser.add_argument("--judges", type=Path, help="folder of fetched judges, to score the teacher too")
    parser.add_argument("--out", type=Path, required=True, help="JSON to write")


def main(args: argparse.Namespace) -> None:
    """Speak, track, write."""
    verify(args.model)
    whole, encoder = Teacher(args.model, args.tokenizer), Teacher(args.encoder, args.tokenizer)
    known = read_vocabulary(args.tokenizer)
    dnsmos, moonshine = load_judges(args.judges, {"words", "dnsmos"}) if args.judges else (None, None)
    contours: dict[str, dict] = {}
    scores: dict[str, dict] = {}
    for voice in args.voices.split(","):
        rows, judged = read_voice(args.voice_files / f"{voice}.bin"), []
        mine = [s for s in read_table(args.sentences) if s["language"] == named(voice).language]
        for s in tqdm(mine, desc=voice):
            sound = whole.speak(s["symbols"], rows)
            prosody = encoder.prosody(s["symbols"], rows)
            f0_hz = track(sound, SAMPLE_RATE_HZ)
            contours.setdefault(voice, {})[s["id"]] = {
                "symbols": "".join(c for c in s["symbols"] if c in known),
                "durations": prosody.durations.tolist(),
                "f0_hz": np.rint(f0_hz).astype(int).tolist(),
            }
            judged.append(judge(sound, s, dnsmos, moonshine))
        scores[voice] = {"n": len(judged)} | mean_of(judged)
    write(args.out, {"teacher": "Kokoro-82M v1.0, float32", "scores": scores, "contours": contours})


def write(path: Path, content: dict) -> None:
    """JSON with one contour a line."""
    contours = content.pop("contours")
    line = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    voices = (
        f'  "{voice}": {{\n' + ",\n".join(f'   "{name}": {line(c)}' for name, c in found.items()) + "\n  }"
        for voice, found in contours.items()
    )
    head = json.dumps(content, ensure_ascii=False, indent=1)[:-2]
    path.write_text(f'{head},\n "contours": {{\n' + ",\n".join(voices) + "\n }\n}\n", "utf8")
