"""misaki's American lexicons -> one compact file for the English front end.

The file is gzip of: words sorted by UTF-16 code units in blocks of 16, each word as the length of
the prefix that it shares with the one before (0 at a block's start), the rest of it, and its
reading; see `README.md` beside the file. The same input gives the same bytes.
"""

import argparse
import gzip
import importlib.resources
import json
import os
from pathlib import Path

GOLD = 0x80
ALTERNATIVES = 0xFF
NOTHING = 0xFE
BLOCK_WORDS = 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--out", type=Path, required=True, help="the lexicon to write (lexicon.bin.gz)")


def american_entries() -> dict[str, tuple[bool, str | dict[str, str | None]]]:
    """word -> (whether it is of the gold lexicon, symbols or symbols by part of speech)."""
    data = importlib.resources.files("misaki.data")
    entries = {}
    for name in ("silver", "gold"):
        for word, value in json.loads((data / f"us_{name}.json").read_text("utf8")).items():
            entries[word] = (name == "gold", value)
    return entries


def default_reading(value: str | dict[str, str | None]) -> str:
    """The reading where the part of speech is not known, in Kokoro v1.0's symbols."""
    return kokoro_symbols((value if isinstance(value, str) else value["DEFAULT"]) or "")


def kokoro_symbols(symbols: str) -> str:
    """As misaki 0.9 gives them to Kokoro v1.0: the tap is T, the glottal stop t."""
    return symbols.replace("ɾ", "T").replace("ʔ", "t")


def encode(entries) -> bytes:
    """Header length (u32), JSON header, words."""
    alphabet: dict[str, int] = {}
    tags: dict[str, int] = {}

    def symbols(text: str) -> bytes:
        return bytes(alphabet.setdefault(c, len(alphabet)) for c in kokoro_symbols(text))

    def reading(value) -> bytes:
        if isinstance(value, str):
            return symbols(value)
        found = bytearray()
        for tag, text in value.items():
            said = bytes([NOTHING]) if text is None else symbols(text)
            found += bytes([ALTERNATIVES, tags.setdefault(tag, len(tags))]) + said
        return bytes(found)

    body, before = bytearray(), b""
    words = sorted((word.encode("ascii"), value) for word, value in entries.items())
    for index, (word, (gold, value)) in enumerate(words):
        shared = 0 if index % BLOCK_WORDS == 0 else len(os.path.commonprefix([word, before]))
        said = reading(value)
        assert len(said) < GOLD, word
        body += bytes([shared, len(word) - shared]) + word[shared:] + bytes([len(said) | (GOLD if gold else 0)]) + said
        before = word
    header = {"words": len(words), "symbols": "".join(alphabet), "tags": list(tags)}
    text = json.dumps(header, ensure_ascii=False).encode()
    return len(text).to_bytes(4, "little") + text + bytes(body)


def main(args: argparse.Namespace) -> None:
    """Write the file."""
    entries = american_entries()
    data = encode(entries)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_bytes(gzip.compress(data, 9, mtime=0))
    print(f"{args.out}: {len(entries)} words, {len(data)} bytes, {args.out.stat().st_size} compressed")
