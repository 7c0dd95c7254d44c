"""Stage 3: train the voice; stop it at any time, start the same command again to go on.

The learning rate rises, stays, and falls over the last --cooldown steps before --steps (a
trapezoid), so a run can be prolonged from its checkpoint by a larger --steps. Batches and
noise depend on the seed and the step alone. Metrics go to metrics.jsonl in --out.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from .checkpoint import Average, begin_from, load, save
from .compiled import compile_parts
from .data import TrainingSet
from .losses import FFTS, SpectralDistance
from .model.config import Config
from .model.voice import Voice
from .polite import wait_while_paused
from .steps import losses_of

WARM_UP_STEPS = 200
GRADIENT_NORM_MAX = 5.0
SETTLED_STEPS = 1_000
"""How far the running average counts a run that begins from another's weights."""
VALIDATION_UTTERANCES = 16
PARTS = ("all", "decoder")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--data", type=Path, required=True, help="folder written by prepare")
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoint.pt and metrics.jsonl")
    parser.add_argument("--from", dest="begin", type=Path, help="what to begin from, at step 0: another run's checkpoint, or graphs")
    parser.add_argument("--parts", choices=PARTS, default="all", help="decoder: text and prosody stay as they are")
    parser.add_argument("--steps", type=int, default=3_500)
    parser.add_argument("--cooldown", type=int, default=1_600, help="last steps, over which the rate falls to 2 %%")
    parser.add_argument("--rate", type=float, default=1.5e-3, help="learning rate")
    parser.add_argument("--batch", type=int, default=12, help="sentences in a step")
    parser.add_argument("--crop", type=int, default=64, help="80 Hz frames of sound per sentence")
    parser.add_argument("--ffts", type=int, default=3, help="spectral resolutions drawn per step, of five")
    parser.add_argument("--phase", type=float, default=4.0, help="weight of the phase-sensitive term")
    parser.add_argument("--prosody-every", type=int, default=4, help="steps between batches of whole sentences")
    parser.add_argument("--checkpoint-minutes", type=float, default=3.0)
    parser.add_argument("--validate-every", type=int, default=250)
    parser.add_argument("--workers", type=int, default=2, help="processes that share each batch, one thread each")
    parser.add_argument("--compile", action="store_true", help="compile fixed shapes first: minutes once, then faster")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pause-file", type=Path, help="sleep while this file exists")


def rate_at(step: int, steps: int, cooldown: int) -> float:
    """The learning rate's factor: up over WARM_UP_STEPS, flat, then linearly down to 0.02."""
    rise = min(1.0, (step + 1) / WARM_UP_STEPS)
    fall = max(0.02, min(1.0, (steps - step) / max(cooldown, 1)))
    return rise * fall


def main(args: argparse.Namespace) -> None:
    """Run until --steps. Processes beat threads here: one meeting a step, not one an operation."""
    args.out.mkdir(parents=True, exist_ok=True)
    if args.batch % args.workers:
        raise ValueError(f"--batch {args.batch} does not divide among --workers {args.workers}")
    with tempfile.TemporaryDirectory() as folder:
        meeting = f"file://{folder}/meeting"
        torch.multiprocessing.spawn(work, (args, meeting), args.workers)


def work(rank: int, args: argparse.Namespace, meeting: str) -> None:
    """One of the processes; the first also keeps the average, the checkpoint and the metrics."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=args.workers)
    torch.manual_seed(args.seed)
    voice = Voice(Config())
    if args.parts == "decoder":
        still(voice.text)
        still(voice.prosody)
    learning = [p for p in voice.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learning, args.rate, betas=(0.8, 0.99), weight_decay=0.01, fused=True)
    average = Average(voice)
    file = args.out / "checkpoint.pt"
    step = load(file, voice, average, optimizer) if file.exists() else 0
    if args.begin and not file.exists():
        begin_from(args.begin, voice, average)
    data, distance = TrainingSet(args.data), SpectralDistance()
    plain = SpectralDistance()
    render = compile_parts(voice, distance, args.crop) if args.compile else None
    log = Metrics(args.out / "metrics.jsonl") if rank == 0 else None
    saved = time.monotonic()
    with tqdm(total=args.steps, initial=step, mininterval=10, disable=rank > 0) as bar:
        while step < args.steps:
            wait_while_paused(args.pause_file)
            for group in optimizer.param_groups:
                group["lr"] = args.rate * rate_at(step, args.steps, args.cooldown)
            parts = train_step(args, voice, optimizer, data, distance, step, rank, render)
            average.update(voice, step + SETTLED_STEPS if args.begin else step)
            step += 1
            bar.update()
            if log is None:
                continue
            log.add(step, parts)
            if step % args.validate_every == 0 and len(data.held_out):
                log.write({"step": step, "valid": validate(args, average.shadow, data, plain)})
            if time.monotonic() - saved > 60 * args.checkpoint_minutes or step == args.steps:
                save(file, voice, average, optimizer, step)
                saved = time.monotonic()


def still(network: torch.nn.Module) -> None:
    """Let a network neither learn nor drop anything out."""
    network.requires_grad_(False).eval()


class Metrics:
    """Means over 50 steps, one JSON object a line."""

    def __init__(self, path: Path):
        self._file = path.open("a", buffering=1)
        self._begun, self._sums, self._counts = time.monotonic(), {}, {}

    def add(self, step: int, parts: dict[str, torch.Tensor]) -> None:
        """Take one step's values."""
        for key, value in parts.items():
            self._sums[key] = self._sums.get(key, 0.0) + float(value)
            self._counts[key] = self._counts.get(key, 0) + 1
        if step % 50 == 0:
            means = {k: round(v / self._counts[k], 4) for k, v in self._sums.items()}
            self.write({"step": step, "minutes": round((time.monotonic() - self._begun) / 60, 1), **means})
            self._sums, self._counts = {}, {}

    def write(self, line: dict) -> None:
        """Append one line."""
        self._file.write(json.dumps(line) + "\n")


def train_step(args, voice, optimizer, data, distance, step: int, rank: int, render) -> dict[str, torch.Tensor]:
    """One update from a batch of crops and, now and then, a batch of whole sentences."""
    rng = np.random.default_rng([args.seed, step, rank])
    torch.manual_seed((args.seed * 1_000_003 + step) * 64 + rank)
    share = args.batch // args.workers
    optimizer.zero_grad()
    ffts = sorted(np.random.default_rng([args.seed, step]).choice(FFTS, args.ffts, replace=False).tolist())
    batch = data.batch(rng, data.draw(rng, data.with_audio, share), args.crop)
    total, parts = losses_of(voice, distance, batch, args.crop, ffts, args.phase, render)
    total.backward()
    parts = {k: v.detach() for k, v in parts.items()}
    if args.parts == "all" and step % args.prosody_every == 0:
        batch = data.batch(rng, data.draw(rng, data.all, share), 0)
        total, whole = losses_of(voice, distance, batch, 0, [], 0.0)
        total.backward()
        parts |= {f"whole_{k}": v.detach() for k, v in whole.items()}
    learning = [p for p in voice.parameters() if p.requires_grad]
    _mean_gradients(learning, args.workers)
    norm = torch.nn.utils.clip_grad_norm_(learning, GRADIENT_NORM_MAX)
    if torch.isfinite(norm):
        optimizer.step()
    return parts | {"gradient": norm}


def _mean_gradients(learning: list[torch.nn.Parameter], workers: int) -> None:
    """Average gradients over the processes, in one message."""
    gradients = [p.grad for p in learning]
    joined = torch.cat([g.flatten() for g in gradients])
    torch.distributed.all_reduce(joined)
    joined /= workers
    for gradient, mean in zip(gradients, joined.split([g.numel() for g in gradients]), strict=True):
        gradient.copy_(mean.view_as(gradient))


@torch.no_grad()
def validate(args, voice: Voice, data: TrainingSet, distance: SpectralDistance) -> dict[str, float]:
    """Losses of the averaged weights on held-out texts, always with the same crops and noise."""
    voice.eval()
    rng, state = np.random.default_rng(7), torch.get_rng_state()
    torch.manual_seed(7)
    chosen = np.sort(rng.choice(data.held_out, min(VALIDATION_UTTERANCES, len(data.held_out)), replace=False))
    crop = data.batch(rng, chosen, 96)
    _, sound = losses_of(voice, distance, crop, 96, list(FFTS), args.phase)
    _, whole = losses_of(voice, distance, data.batch(rng, chosen, 0), 0, [], 0.0)
    torch.set_rng_state(state)
    kept = {k: sound[k] for k in ("sound", "phase", "sound_total")} | whole
    return {k: round(float(v), 4) for k, v in kept.items()}
