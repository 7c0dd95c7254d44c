"""Letters -> symbols: a small network that reads words which the English lexicon does not know.

Each letter of a word stands for none to three symbols. `align` finds which by expectation
maximisation (Jiampojamarn et al. 2007, many-to-many alignment); then a stack of convolutions over
the letters and a recurrent decoder, which sees what it has said so far, choose them. Words to learn
from are misaki's American lexicons; every fiftieth, by a hash of its spelling, is kept out and
measured. The same command goes on where it was stopped: after each epoch it saves the state.
"""

import argparse
import gzip
import hashlib
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .lexicon import american_entries, default_reading
from .polite import wait_while_paused

VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻᵊ")
CHUNK_UNITS_MAX = 3
CHUNK_COUNT_MIN = 4
HELD_OUT_EVERY = 50
WIDTH, HIDDEN, BLOCKS, KERNEL, PREVIOUS, STATE = 128, 256, 5, 7, 32, 144
BEAM = 3
ALIGN_WORDS, ALIGN_ROUNDS = 12000, 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--work", type=Path, required=True, help="folder for alignments and checkpoints")
    parser.add_argument("--out", type=Path, help="write the network here, int8 (letters.bin.gz)")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause-file", type=Path, help="wait while this file exists")


def held_out(word: str) -> bool:
    """Whether a word is kept for measuring: decided by its spelling alone."""
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % HELD_OUT_EVERY == 0


def read_words() -> list[tuple[str, str]]:
    """(letters a-z, symbols) of every plain word; acronyms, hyphens and apostrophes are left out."""
    words = {}
    for word, (_, value) in american_entries().items():
        lower = word.lower()
        if len(word) < 2 or not (word.isascii() and word.isalpha()) or word == word.upper():
            continue
        if lower not in words or word == lower:
            words[lower] = default_reading(value)
    return sorted(words.items())


def units_of(symbols: str) -> list[str]:
    """Symbols with a stress mark bound to the vowel after it."""
    units, mark = [], ""
    for symbol in symbols:
        if symbol in "ˈˌ":
            mark = symbol
        else:
            units.append(mark + symbol)
            mark = ""
    return units


def alignment(word: str, units: list[str], cost) -> list[str] | None:
    """The cheapest split of `units` into one chunk a letter (Viterbi)."""
    count = len(units)
    best = [[math.inf] * (count + 1) for _ in range(len(word) + 1)]
    back = [[0] * (count + 1) for _ in range(len(word) + 1)]
    best[0][0] = 0.0
    for i, letter in enumerate(word):
        for j in range(count + 1):
            if best[i][j] == math.inf:
                continue
            for size in range(min(CHUNK_UNITS_MAX, count - j) + 1):
                c = best[i][j] + cost(letter, "".join(units[j : j + size]), size)
                if c < best[i + 1][j + size]:
                    best[i + 1][j + size], back[i + 1][j + size] = c, size
    if best[len(word)][count] == math.inf:
        return None
    chunks, j = [], count
    for i in range(len(word), 0, -1):
        size = back[i][j]
        chunks.append("".join(units[j - size : j]))
        j -= size
    return chunks[::-1]


def first_cost(letter: str, chunk: str, size: int) -> float:
    """What a letter saying a chunk costs before anything is learnt: least where both are the same sound or kind."""
    if not size:
        return 2.0
    bare = chunk.lstrip("ˈˌ")
    same = letter in bare or (letter in "aeiouy") == (bare[0] in VOWELS)
    return (0.5 if same else 3.0) + 1.5 * (size - 1)


def align(words: list[tuple[str, str]], seed: int) -> list[tuple[str, list[str]]]:
    """Align every word: hard expectation maximisation on a sample, then all words once."""
    cost = first_cost
    sample = random.Random(seed).sample(words, min(ALIGN_WORDS, len(words)))
    for _ in range(ALIGN_ROUNDS):
        counts: dict[tuple[str, str], float] = {}
        totals: dict[str, float] = {}
        for word, symbols in sample:
            for letter, chunk in zip(word, alignment(word, units_of(symbols), cost) or [], strict=False):
                counts[letter, chunk] = counts.get((letter, chunk), 0) + 1
                totals[letter] = totals.get(letter, 0) + 1

        def learnt(letter, chunk, size, counts=counts, totals=totals):
            seen = counts.get((letter, chunk), 0.02 / (1 + 20 * max(0, size - 1)))
            return -math.log(seen / (totals.get(letter, 0) + 1))

        cost = learnt
    aligned = ((word, alignment(word, units_of(symbols), cost)) for word, symbols in words)
    return [(word, chunks) for word, chunks in aligned if chunks is not None]


class Block(nn.Module):
    """A ConvNeXt block over letters (Liu et al. 2022), with ReLU."""

    def __init__(self):
        super().__init__()
        self.mix = nn.Conv1d(WIDTH, WIDTH, KERNEL, padding=KERNEL // 2, groups=WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.up = nn.Linear(WIDTH, HIDDEN)
        self.down = nn.Linear(HIDDEN, WIDTH)

    def forward(self, x):
        """[batch, letters, width] -> the same."""
        y = self.norm(self.mix(x.transpose(1, 2)).transpose(1, 2))
        return x + self.down(torch.relu(self.up(y)))


class LettersNetwork(nn.Module):
    """Convolutions over the letters, and a GRU over them that also sees the chunk it chose before."""

    def __init__(self, chunks: int):
        super().__init__()
        self.letters = nn.Embedding(26, WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(BLOCKS))
        self.norm = nn.LayerNorm(WIDTH)
        self.previous = nn.Embedding(chunks + 1, PREVIOUS)
        self.decoder = nn.GRU(WIDTH + PREVIOUS, STATE, batch_first=True)
        self.choose = nn.Linear(STATE, chunks)
        self.drop = nn.Dropout(0.1)

    def encode(self, letters):
        """[batch, letters] -> [batch, letters, width]."""
        x = self.letters(letters)
        for block in self.blocks:
            x = self.drop(block(x))
        return self.norm(x)

    def forward(self, letters, before):
        """Scores of the chunks, given the chunks before each letter."""
        x = torch.cat([self.encode(letters), self.previous(before)], -1)
        return self.choose(self.drop(self.decoder(x)[0]))

    @torch.no_grad()
    def beam(self, letters) -> list[list[int]]:
        """The best chunks of a batch of words of one length, by a beam of `BEAM`."""
        batch, length = letters.shape
        encoded = self.encode(letters).repeat_interleave(BEAM, 0)
        state = encoded.new_zeros(1, batch * BEAM, STATE)
        last = torch.full((batch * BEAM, 1), self.previous.num_embeddings - 1)
        scores = encoded.new_full((batch, BEAM), -1e9)
        scores[:, 0] = 0
        said = torch.zeros(batch, BEAM, 0, dtype=torch.long)
        rows = torch.arange(batch)[:, None]
        for at in range(length):
            x = torch.cat([encoded[:, at : at + 1], self.previous(last)], -1)
            y, state = self.decoder(x, state)
            step = self.choose(y[:, 0]).log_softmax(-1).view(batch, BEAM, -1)
            total = (scores[..., None] + step).flatten(1)
            scores, best = total.topk(BEAM, 1)
            origin, chunk = best // step.shape[-1], best % step.shape[-1]
            said = torch.cat([said[rows, origin], chunk[..., None]], -1)
            state = state.view(batch, BEAM, -1)[rows, origin].view(1, batch * BEAM, -1)
            last = chunk.view(-1, 1)
        return said[:, 0].tolist()


def batches(items, size: int, shuffle: random.Random | None):
    """Batches of words of one length, so that nothing needs padding."""
    by_length: dict[int, list] = {}
    for item in items:
        by_length.setdefault(len(item[0]), []).append(item)
    found = []
    for _, group in sorted(by_length.items()):
        if shuffle:
            shuffle.shuffle(group)
        found += [group[i : i + size] for i in range(0, len(group), size)]
    if shuffle:
        shuffle.shuffle(found)
    return found


def letter_ids(words) -> torch.Tensor:
    """[batch, letters]."""
    return torch.tensor([[ord(c) - 97 for c in word] for word in words])


def distance(a: str, b: str) -> int:
    """Levenshtein's."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        corner, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (x != y))
    return row[-1]


def measure(net: LettersNetwork, words: list[tuple[str, str]], chunks: list[str]) -> dict[str, float]:
    """Words fully right, and symbols right (1 - edits / symbols), with stress and without."""
    net.eval()
    right = bare = edits = symbols = 0
    for batch in batches(words, 512, None):
        for said, (_, want) in zip(net.beam(letter_ids(w for w, _ in batch)), batch, strict=True):
            got = "".join(chunks[c] for c in said)
            right += got == want
            bare += got.translate(STRESSLESS) == want.translate(STRESSLESS)
            edits += distance(got, want)
            symbols += len(want)
    net.train()
    return {"words": right / len(words), "words_without_stress": bare / len(words), "symbols": 1 - edits / symbols}


STRESSLESS = str.maketrans("", "", "ˈˌ")


def prepare(args):
    """Aligned words and the list of chunks, cached in the work folder."""
    cache = args.work / "aligned.json"
    if not cache.exists():
        words = [(w, s) for w, s in read_words() if not held_out(w)]
        aligned = align(words, args.seed)
        counts: dict[str, int] = {}
        for _, said in aligned:
            for chunk in said:
                counts[chunk] = counts.get(chunk, 0) + 1
        chunks = sorted(c for c, n in counts.items() if n >= CHUNK_COUNT_MIN)
        kept = [(w, s) for w, s in aligned if all(counts[c] >= CHUNK_COUNT_MIN for c in s)]
        cache.write_text(json.dumps({"chunks": chunks, "words": kept}, ensure_ascii=False), "utf8")
        print(f"{len(words)} words, {len(kept)} aligned, {len(chunks)} chunks", flush=True)
    found = json.loads(cache.read_text("utf8"))
    return found["words"], found["chunks"]


def train_epoch(net, optimiser, schedule, words, index, args, epoch) -> float:
    """One pass over the words; returns the mean loss."""
    total = count = 0.0
    for batch in batches(words, args.batch, random.Random(args.seed * 1000 + epoch)):
        wait_while_paused(args.pause_file)
        letters = letter_ids(w for w, _ in batch)
        target = torch.tensor([[index[c] for c in said] for _, said in batch])
        before = torch.cat([torch.full((len(batch), 1), len(index)), target[:, :-1]], 1)
        loss = nn.functional.cross_entropy(net(letters, before).flatten(0, 1), target.flatten(), label_smoothing=0.02)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        total, count = total + loss.item() * len(batch), count + len(batch)
    return total / count


def int8_rows(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows as int8 and one float32 scale each."""
    scale = np.maximum(np.abs(weight).max(1), 1e-8) / 127
    return np.round(weight / scale[:, None]).astype(np.int8), scale.astype("<f4")


def export(net: LettersNetwork, chunks: list[str], scores: dict[str, float], out: Path) -> None:
    """Write header length (u32), JSON header, then each tensor: matrices int8 with float32 scales, vectors float32."""
    body, tensors = bytearray(), []
    for name, tensor in net.state_dict().items():
        array = tensor.numpy()
        array = array[:, 0, :] if array.ndim == 3 else array
        while len(body) % 4:
            body += b"\0"
        tensors.append({"name": name, "shape": list(array.shape), "at": len(body)})
        if array.ndim == 2:
            rows, scale = int8_rows(array)
            body += scale.tobytes() + rows.tobytes()
        else:
            body += array.astype("<f4").tobytes()
    sizes = {"width": WIDTH, "hidden": HIDDEN, "blocks": BLOCKS, "kernel": KERNEL, "previous": PREVIOUS, "state": STATE}
    header = {**sizes, "beam": BEAM, "chunks": chunks, "heldOut": scores, "tensors": tensors}
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-(len(text) + 4) % 4)
    data = len(text).to_bytes(4, "little") + text + bytes(body)
    out.write_bytes(gzip.compress(data, 9, mtime=0))
    print(f"{out}: {out.stat().st_size} bytes")


def main(args: argparse.Namespace) -> None:
    """Align, train from where it stopped, measure, export."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    args.work.mkdir(parents=True, exist_ok=True)
    words, chunks = prepare(args)
    index = {chunk: i for i, chunk in enumerate(chunks)}
    test = [(w, s) for w, s in read_words() if held_out(w)]
    net = LettersNetwork(len(chunks))
    print(f"{sum(p.numel() for p in net.parameters())} parameters, {len(test)} words held out", flush=True)
    optimiser = torch.optim.AdamW(net.parameters(), args.rate, betas=(0.9, 0.98), weight_decay=0.01)
    steps = args.epochs * len(batches(words, args.batch, None))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, args.rate, steps, pct_start=0.1)
    saved, first = args.work / "letters.pt", 0
    if saved.exists():
        state = torch.load(saved, weights_only=True)
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        first = state["epoch"]
    for epoch in range(first, args.epochs):
        torch.manual_seed(args.seed * 1000 + epoch)
        start = time.monotonic()
        loss = train_epoch(net, optimiser, schedule, words, index, args, epoch)
        part = measure(net, test[:1000], chunks)
        print(f"epoch {epoch + 1}: loss {loss:.3f}, {time.monotonic() - start:.0f} s, " + str(part), flush=True)
        state = {"net": net.state_dict(), "optimiser": optimiser.state_dict(), "schedule": schedule.state_dict()}
        torch.save({**state, "epoch": epoch + 1}, saved)
    if args.out:
        scores = measure(net, test, chunks)
        print("held out: " + ", ".join(f"{name} {score:.1%}" for name, score in scores.items()))
        export(net, chunks, scores, args.out)
