"""Stage 1 of cloning: from a speaker embedding to the voice that is most like it, clone.onnx.

GE2E embeddings of real speakers and of our own voice lie apart, and both move with pitch. So each
side's mean at the prompt's pitch is taken away, and what is left is compared, by its direction,
with a bank of what the voice can sound like (`bank`). The speaker vector is the mean of
the bank's points weighted by a sharp softmax: always inside what the voice has learnt, whatever
the prompt.

Run it again for every new set of graphs: about six minutes of one core for the bank, one for the
speakers; both are kept in --work, the bank under the hash of its graphs. Then write the manifest anew.
"""

import argparse
import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ..export import largest_difference, write_graph
from . import bank as voice_bank
from .prompt import PromptEars
from .speakers import HELD_OUT, hear_speakers, read_speakers

DIMENSIONS = 48
SHARPNESS = 60.0
PITCH_SPREAD = 0.25
"""How far, as ln F0, a voice may be moved before another is preferred."""
PITCH_WEIGHT = 0.3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--graphs", type=Path, required=True, help="folder of export, with speaker.onnx; clone.onnx is written there")
    parser.add_argument("--data", type=Path, required=True, help="prepared folder: speakers.npz")
    parser.add_argument("--speech", type=Path, required=True, help="folder of real speakers with metadata.tsv")
    parser.add_argument("--sentences", type=Path, required=True, help="TSV with language and symbols")
    parser.add_argument("--work", type=Path, required=True, help="folder for what takes long")
    parser.add_argument("--mixtures", type=int, default=84)
    parser.add_argument("--clips", type=int, default=8, help="clips of each real speaker")
    parser.add_argument("--seed", type=int, default=0)


class CloneGraph(nn.Module):
    """embedding [1, 256], log_f0 [1, 1] -> speaker [1, 256], formant_scale [1, 1], peaks_per_second [1, 1]."""

    def __init__(self, bank: dict[str, np.ndarray], people: dict[str, np.ndarray], sharpness: float = SHARPNESS):
        super().__init__()
        per = len(voice_bank.SEMITONES)
        of_pair = lambda x: x.reshape(-1, per, *x.shape[1:]).mean(1)
        self.middle = float(people["log_f0"].mean())
        real = fit_curve(people["log_f0"] - self.middle, people["embedding"], by=people["speaker"])
        ours = fit_curve(bank["pitch"] - self.middle, bank["embedding"])
        left = of_pair(bank["embedding"] - curve(bank["pitch"] - self.middle) @ ours)
        axes = np.linalg.svd(left, full_matrices=False)[2][:DIMENSIONS]
        points = left @ axes.T
        table = lambda name, x: self.register_buffer(name, torch.tensor(np.asarray(x), dtype=torch.float32))
        table("mean", real)
        table("axes", axes.T)
        table("points", (points / np.linalg.norm(points, axis=1, keepdims=True)).T)
        table("pitches", (of_pair(bank["own"]) + np.log(of_pair(bank["scale"])))[None])
        table("speakers", of_pair(bank["speaker"])[:: len(voice_bank.FORMANT_SCALES)])
        table("scales", of_pair(bank["scale"])[:, None])
        table("peaks", of_pair(bank["peaks"] * 1.0)[:, None])
        self.sharpness = sharpness

    def weights(self, embedding: Tensor, log_f0: Tensor) -> Tensor:
        """How much of each point of the bank is wanted, [1, points]."""
        f = log_f0 - self.middle
        centred = (embedding - torch.cat([torch.ones_like(f), f, f * f], 1) @ self.mean) @ self.axes
        unit = centred / torch.sqrt(centred.square().sum(1, keepdim=True) + 1e-9)
        away = (log_f0 - self.pitches) / PITCH_SPREAD
        return torch.softmax(self.sharpness * (unit @ self.points - PITCH_WEIGHT * away.square()), 1)

    def forward(self, embedding: Tensor, log_f0: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """See the class."""
        weights = self.weights(embedding, log_f0)
        by_point = weights.reshape(1, -1, len(voice_bank.FORMANT_SCALES)).sum(2)
        return by_point @ self.speakers, weights @ self.scales, weights @ self.peaks


def curve(f: np.ndarray) -> np.ndarray:
    """[n, 3]: the powers that a mean's dependence on pitch is made of."""
    return np.stack([np.ones_like(f), f, f * f], 1)


def fit_curve(f: np.ndarray, embeddings: np.ndarray, by: np.ndarray | None = None) -> np.ndarray:
    """Ridge regression of embeddings on pitch, [3, 256]; `by` names groups that count alike."""
    weight = np.ones(len(f)) if by is None else 1 / np.bincount(by.astype(int))[by.astype(int)]
    x = curve(f) * np.sqrt(weight)[:, None]
    ridge = np.diag([0.0, 0.02, 0.02]) * weight.sum()
    return np.linalg.solve(x.T @ x + ridge * 0.05, x.T @ (embeddings * np.sqrt(weight)[:, None]))


def english_symbols(path: Path, count: int | None = None) -> list[str]:
    """Symbols of the English sentences of a TSV."""
    with path.open(encoding="utf8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [r["symbols"] for r in rows if r["language"] == "en"][:count]


def bank_file(args: argparse.Namespace) -> Path:
    """Where the bank of these graphs and points is kept."""
    digest = hashlib.sha256(f"{args.mixtures} {args.seed}".encode())
    for name in ("text.onnx", "prosody.onnx", "decoder.onnx"):
        digest.update((args.graphs / name).read_bytes())
    return args.work / f"bank-{digest.hexdigest()[:12]}.npz"


def main(args: argparse.Namespace) -> None:
    """Hear the bank and the speakers, fit, and write the graph."""
    args.work.mkdir(parents=True, exist_ok=True)
    with np.load(args.data / "speakers.npz") as file:
        points = voice_bank.speaker_points(dict(file), args.mixtures, args.seed)
    bank = voice_bank.build(args.graphs, english_symbols(args.sentences, 14), points, bank_file(args))
    kept = args.work / "people.npz"
    if not kept.exists():
        people = [s for s in read_speakers(args.speech) if s.name not in HELD_OUT]
        np.savez(kept, **hear_speakers(people, PromptEars(args.graphs / "speaker.onnx"), args.clips, args.seed))
    with np.load(kept) as file:
        graph = CloneGraph(bank, dict(file)).eval()
    inputs = {"embedding": torch.tensor(bank["embedding"][:1]), "log_f0": torch.tensor([[5.0]])}
    path = args.graphs / "clone.onnx"
    write_graph(path, graph, inputs, {}, ["speaker", "formant_scale", "peaks_per_second"])
    print(json.dumps({"bytes": path.stat().st_size, "points": len(points), "difference": largest_difference(path, graph, inputs)}))
