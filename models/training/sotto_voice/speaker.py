"""Stage beside the others: Resemblyzer's GE2E speaker encoder -> speaker.onnx, with its state.

Wan et al. 2018; weights of PyPI's Resemblyzer 0.1.4 (Apache-2.0), `pretrained.pt` in its wheel.
16 kHz samples go in as they are recorded, in multiples of 160; the embedding after each call is
that of all samples since the states were zeros. The network learnt windows of 1.6 s: an engine
resets the states every 160 frames and averages the embeddings, as Resemblyzer does. Level the
prompt to -30 dBFS first and leave pauses out. Its matrices are stored as int8 (`quantise`), which
changes embeddings less than a second prompt of the same speaker does, and are computed in float32.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .export import largest_difference, write_graph
from .mel import mel_filters
from .quantise import stored

WINDOW, HOP, BANDS, WIDTH, LAYERS = 400, 160, 40, 256, 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--weights", type=Path, required=True, help="Resemblyzer's pretrained.pt")
    parser.add_argument("--out", type=Path, required=True, help="speaker.onnx to write")
    parser.add_argument("--float32", action="store_true", help="don't store the matrices as int8: 6.4 MB in place of 1.7")


class SpeakerGraph(nn.Module):
    """samples [1, 160 T], tail [1, 240], h and c [3, 1, 256] -> embedding [1, 256] and next states."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(BANDS, WIDTH, LAYERS, batch_first=True)
        self.linear = nn.Linear(WIDTH, WIDTH)
        steps = np.arange(WINDOW)
        window = 0.5 - 0.5 * np.cos(2 * np.pi * steps / WINDOW)
        angle = 2 * np.pi * (steps[:, None] * np.arange(WINDOW // 2 + 1) % WINDOW) / WINDOW
        table = np.concatenate([np.cos(angle), np.sin(angle)], 1) * window[:, None]
        self.register_buffer("table", torch.tensor(table, dtype=torch.float32))
        self.register_buffer("mel", torch.tensor(mel_filters(WINDOW, BANDS, 16_000).T, dtype=torch.float32))

    def forward(self, samples: Tensor, s_tail: Tensor, s_h: Tensor, s_c: Tensor) -> tuple[Tensor, ...]:
        """See the class."""
        joined = torch.cat([s_tail, samples], 1)
        blocks = joined[:, WINDOW - 2 * HOP :].reshape(1, -1, HOP)
        # A window of 400 is 80 samples and then two blocks of 160.
        heads = joined[:, : HOP - WINDOW].reshape(1, -1, HOP)
        frames = torch.cat([heads[..., : WINDOW - 2 * HOP], blocks[:, :-1], blocks[:, 1:]], -1)
        real, imag = (frames @ self.table).chunk(2, -1)
        mel = (real.square() + imag.square()) @ self.mel
        _, (h, c) = self.lstm(mel, (s_h, s_c))
        raw = torch.relu(self.linear(h[-1]))
        embedding = raw / torch.sqrt(raw.square().sum(1, keepdim=True) + 1e-12)
        return embedding, joined[:, -(WINDOW - HOP) :], h, c


def load(weights: Path) -> SpeakerGraph:
    """The graph with Resemblyzer's weights."""
    graph = SpeakerGraph()
    state = torch.load(weights, map_location="cpu", weights_only=False)["model_state"]
    missing, _ = graph.load_state_dict({k: v for k, v in state.items() if k[:4] in ("lstm", "line")}, strict=False)
    if set(missing) - {"table", "mel"}:
        raise ValueError(f"{weights.name} lacks {missing}")
    return graph.eval()


def main(args: argparse.Namespace) -> None:
    """Write and check the graph."""
    graph = load(args.weights)
    inputs = {
        "samples": torch.randn(1, 20 * HOP) * 0.03,
        "s_tail": torch.zeros(1, WINDOW - HOP),
        "s_h": torch.zeros(LAYERS, 1, WIDTH),
        "s_c": torch.zeros(LAYERS, 1, WIDTH),
    }
    outputs = ["embedding", "s_tail_next", "s_h_next", "s_c_next"]
    write_graph(args.out, graph, inputs, {"samples": {1: "samples"}}, outputs)
    inputs["samples"] = torch.randn(1, 7 * HOP) * 0.03
    difference = largest_difference(args.out, graph, inputs)
    if not args.float32:
        stored(args.out, args.out)  # Embeddings keep a cosine of 0.999 with what they were.
    print(f"{args.out.name}: {args.out.stat().st_size / 1e6:.2f} MB, {difference:.1e} from PyTorch before it was stored")
