"""The folder layout that `teach` writes and `prepare` reads.

A corpus folder holds `metadata.tsv` (path, voice, language, seconds, text_from, text, symbols),
one `prosody-VOICE.npz` and `style-VOICE.npy` a voice, and, where the teacher also spoke, `VOICE/ID.opus`.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

COLUMNS = ["path", "voice", "language", "seconds", "text_from", "text", "symbols"]


@dataclass(frozen=True)
class Utterance:
    """One utterance as the teacher gave it."""

    voice: str
    id: str
    language: str
    symbols: str
    durations: np.ndarray
    """int [len(symbols) + 2], frames of 40 Hz, both pads included."""
    f0_hz: np.ndarray
    energy: np.ndarray
    audio: Path | None
    """An Ogg-Opus file, peak scaled by 0.9, or None where only prosody was made."""


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a tab-separated file with a header and no quoting."""
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_corpus(folder: Path) -> Iterator[Utterance]:
    """All utterances of a corpus folder, voice by voice in the order of the prosody files."""
    rows = {(r["voice"], Path(r["path"]).stem): r for r in read_table(folder / "metadata.tsv")}
    for file in sorted(folder.glob("prosody-*.npz")):
        voice = file.stem.removeprefix("prosody-")
        with np.load(file) as arrays:
            data = {name: arrays[name] for name in arrays}
        symbol_ends, frame_ends = np.cumsum(data["symbols"]), np.cumsum(data["frames"])
        for i, name in enumerate(data["id"]):
            row = rows[voice, str(name)]
            audio = folder / row["path"]
            symbols = slice(symbol_ends[i] - data["symbols"][i], symbol_ends[i])
            frames = slice(frame_ends[i] - data["frames"][i], frame_ends[i])
            yield Utterance(
                voice=voice,
                id=str(name),
                language=row["language"],
                symbols=row["symbols"],
                durations=data["durations"][symbols].astype(np.int64),
                f0_hz=data["f0"][frames],
                energy=data["energy"][frames],
                audio=audio if audio.exists() else None,
            )
