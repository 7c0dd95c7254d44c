"""Tagged sentences -> a small part-of-speech tagger for homographs.

An averaged perceptron (Collins 2002) over hashed features, greedy from left to right. It learns
from the tagged files of MASC (Open American National Corpus; free for any use, commercial too):
lines of `word_TAG`. Every tenth file is kept out and measured.
"""

import argparse
import gzip
import json
import random
from pathlib import Path

import numpy as np

TAGS = "NN NNP JJ RB VB VBP VBD VBN VBG VBZ DT IN TO MD PRP PRP$ CC CD WDT WP EX POS UH . ,".split()
SAME = {
    "NNS": "NN", "NNPS": "NNP", "JJR": "JJ", "JJS": "JJ", "RBR": "RB", "RBS": "RB", "RP": "RB", "PDT": "DT",
    "WRB": "WP", "WP$": "WP", ":": ",", "-": ",", "...": ",", "--": ",", "(": ",", ")": ",", "''": ",", "``": ",",
    '"': ",", "'": ",", ";": ",", "SYM": ",", "FW": "NN", "LS": "CD", "#": "CD", "$": "CD",
}
CLITICS = ("n't", "'s", "'re", "'ve", "'ll", "'d", "'m")
BUCKETS = 1 << 15
EPOCHS = 6
UPDATES_MIN = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--corpus", type=Path, required=True, help="folder of MASC's tagged files")
    parser.add_argument("--out", type=Path, required=True, help="the tagger to write (tagger.bin.gz)")
    parser.add_argument("--seed", type=int, default=1)


def read_sentences(path: Path) -> list[list[tuple[str, int]]]:
    """(word, tag number) of each line; clitics are joined to their word, as the reader has them."""
    sentences = []
    for line in path.read_text("utf8", errors="replace").splitlines():
        words: list[tuple[str, int]] = []
        for item in line.split():
            word, _, tag = item.rpartition("_")
            tag = SAME.get(tag, tag)
            if not word or tag not in TAGS:
                continue
            if words and word.lower().replace("’", "'") in CLITICS:
                words[-1] = (words[-1][0] + word, words[-1][1])
            else:
                words.append((word, TAGS.index(tag)))
        if words:
            sentences.append(words)
    return sentences


def fnv(text: str) -> int:
    """FNV-1a over UTF-16 code units, folded to a bucket."""
    h = 0x811C9DC5
    for c in text:
        h = ((h ^ ord(c)) * 0x01000193) & 0xFFFFFFFF
    return (h ^ (h >> 15)) & (BUCKETS - 1)


def normal(word: str) -> str:
    """A word as features see it: numbers are one word."""
    return "0" if word[0].isdigit() else word.lower().replace("’", "'")


def shape(word: str) -> str:
    """Capitals and length: `A` all capitals, `a` a first capital, `-` none."""
    if len(word) > 1 and word == word.upper() and word.isalpha():
        return "A"
    return "a" if word[0] != word[0].lower() else "-"


def fixed_features(words: list[str]) -> list[list[str]]:
    """Features of each word that do not depend on the tags before it."""
    low = ["<", "<", *map(normal, words), ">", ">"]
    found = []
    for i, word in enumerate(words):
        b, a, w, n, m = low[i : i + 5]
        form = shape(word) + ("1" if i == 0 else "")
        found.append(
            [
                "w" + w, "s" + w[-3:] + form, "t" + w[-2:], "p" + w[:2], "f" + form,
                "a" + a, "A" + a[-3:], "b" + b, "n" + n, "N" + n[-3:], "m" + m,
                "x" + a + "|" + w, "y" + w + "|" + n, "z" + b + "|" + a,
            ]
        )
    return found


def tag_features(word: str, tag: int, before: int) -> list[str]:
    """Features of a word from the tags of the two words before it."""
    return [f"1{tag}", f"2{before}|{tag}", f"3{tag}|{word}", f"4{before}"]


def train(sentences, seed: int) -> np.ndarray:
    """Averaged weights, [buckets, tags]."""
    weights = np.zeros((BUCKETS, len(TAGS)), np.float32)
    totals = np.zeros_like(weights)
    updates = np.zeros(BUCKETS, np.int32)
    prepared = []
    for sentence in sentences:
        words = [w for w, _ in sentence]
        fixed = [[fnv(f) for f in features] for features in fixed_features(words)]
        prepared.append(([normal(w) for w in words], fixed, [t for _, t in sentence]))
    step, shuffle, cache = 0, random.Random(seed), {}

    def bucket(text: str) -> int:
        if text not in cache:
            cache[text] = fnv(text)
        return cache[text]

    for epoch in range(EPOCHS):
        wrong = count = 0
        shuffle.shuffle(prepared)
        for words, fixed, tags in prepared:
            before, last = len(TAGS), len(TAGS)
            for word, hashed, want in zip(words, fixed, tags, strict=True):
                step += 1
                rows = hashed + [bucket(f) for f in tag_features(word, last, before)]
                guess = int(weights[rows].sum(0).argmax())
                count += 1
                if guess != want:
                    wrong += 1
                    for row in rows:
                        weights[row, want] += 1
                        weights[row, guess] -= 1
                        totals[row, want] += step
                        totals[row, guess] -= step
                        updates[row] += 1
                before, last = last, guess
        print(f"epoch {epoch + 1}: {1 - wrong / count:.2%} while learning", flush=True)
    averaged = weights - totals / step
    averaged[updates < UPDATES_MIN] = 0
    return averaged


def accuracy(weights: np.ndarray, sentences) -> float:
    """Share of words tagged right."""
    right = count = 0
    for sentence in sentences:
        words = [w for w, _ in sentence]
        before, last = len(TAGS), len(TAGS)
        for word, features, (_, want) in zip(words, fixed_features(words), sentence, strict=True):
            rows = [fnv(f) for f in features + tag_features(normal(word), last, before)]
            guess = int(weights[rows].sum(0).argmax())
            right, count, before, last = right + (guess == want), count + 1, last, guess
    return right / count


def main(args: argparse.Namespace) -> None:
    """Train, measure, write weights as int8: 127 times the signed square root of weight / largest."""
    files = sorted(p for p in args.corpus.rglob("*.txt") if p.name != "categories.txt")
    held_out = [s for p in files[::10] for s in read_sentences(p)]
    sentences = [s for i, p in enumerate(files) if i % 10 for s in read_sentences(p)]
    print(f"{sum(map(len, sentences))} words in {len(sentences)} sentences", flush=True)
    weights = train(sentences, args.seed)
    top = float(np.abs(weights).max())
    small = (np.sign(weights) * np.round(127 * np.sqrt(np.abs(weights) / top))).astype(np.int8)
    again = np.sign(small) * np.square(small / 127.0)
    score = accuracy(again, held_out)
    count = sum(map(len, held_out))
    print(f"held out: {score:.2%} of {count} words, as int8 (float {accuracy(weights, held_out):.2%})")
    header = json.dumps({"tags": TAGS, "buckets": BUCKETS, "heldOut": score}).encode()
    data = len(header).to_bytes(4, "little") + header + small.tobytes()
    args.out.write_bytes(gzip.compress(data, 9, mtime=0))
    print(f"{args.out}: {args.out.stat().st_size} bytes")
