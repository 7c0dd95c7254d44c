"""Who speaks in a corpus: the teacher's own voices and random mixtures of them.

A mixture's style rows are the weighted sum of its voices' rows, which the teacher speaks as one
more person. A voice that clones has to have heard many; one sentence each teaches more of what
people differ in than many sentences of a few.
"""

import argparse
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import teacher
from .corpus import read_table

FIRST_LETTERS = {"en": "ab", "zh": "z"}


@dataclass(frozen=True)
class Member:
    """One speaker: `weights` by name of a teacher's voice, adding up to 1."""

    name: str
    language: str
    weights: dict[str, float]
    count: int | None = None
    """How many of the texts to speak; None for all of them."""

    def rows(self, folder: Path) -> np.ndarray:
        """float32 [510, 256]: the style rows, of the voice files in `folder`."""
        return sum(w * teacher.read_voice(folder / f"{v}.bin") for v, w in self.weights.items()).astype(np.float32)

    def texts(self, texts: list[dict[str, str]]) -> list[dict[str, str]]:
        """This speaker's texts: `count` of them, drawn by the hash of the name."""
        mine = [t for t in texts if t["language"] == self.language]
        if self.count is None:
            return mine
        seed = int(hashlib.sha256(self.name.encode()).hexdigest()[:12], 16)
        chosen = np.random.default_rng(seed).choice(len(mine), min(self.count, len(mine)), replace=False)
        return [mine[i] for i in sorted(chosen)]


def named(voice: str) -> Member:
    """A teacher's voice by itself; its first letter says the language."""
    language = next((k for k, letters in FIRST_LETTERS.items() if voice[0] in letters), None)
    if language is None:
        raise ValueError(f"{voice}: only voices of {', '.join(FIRST_LETTERS)} can be taught")
    return Member(voice, language, {voice: 1.0})


def parse_weights(text: str) -> dict[str, float]:
    """`af_heart:0.6+am_adam:0.4` as a table; the weights are made to add up to 1."""
    pairs = [part.partition(":") for part in text.split("+")]
    raw = {name: float(weight or 1) for name, _, weight in pairs}
    return {k: v / sum(raw.values()) for k, v in raw.items()}


def read_cast(path: Path) -> list[Member]:
    """Members of a TSV with the columns name, language, weights, count."""
    return [Member(r["name"], r["language"], parse_weights(r["weights"]), int(r["count"])) for r in read_table(path)]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--voice-files", type=Path, required=True, help="folder of VOICE.bin")
    parser.add_argument("--each", type=int, default=20, help="sentences of each voice")
    parser.add_argument("--mixtures", type=int, default=150, help="random pairs, two sentences each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="TSV for teach --cast")


def main(args: argparse.Namespace) -> None:
    """Every voice of a taught language, and mixtures; one in five of those is Mandarin."""
    rng = np.random.default_rng(args.seed)
    voices = sorted(p.stem for p in args.voice_files.glob("*.bin"))
    by_language = {k: [v for v in voices if v[0] in letters] for k, letters in FIRST_LETTERS.items()}
    lines = ["name\tlanguage\tweights\tcount"]
    for language, names in by_language.items():
        lines += [f"{v}\t{language}\t{v}:1\t{args.each}" for v in names]
    for i in range(args.mixtures):
        language = "zh" if i % 5 == 0 else "en"
        first = rng.choice(by_language[language])
        second = rng.choice([v for v in voices if v != first and v[1] == first[1]] if i % 4 else [v for v in voices if v != first])
        share = rng.uniform(0.3, 0.7)
        lines.append(f"mix_{i:04d}\t{language}\t{first}:{share:.3f}+{second}:{1 - share:.3f}\t2")
    args.out.write_text("\n".join(lines) + "\n", "utf8")
