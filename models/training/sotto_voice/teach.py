"""Stage 1: let the teacher speak a list of texts in a list of voices.

Prosody costs 0.02 to 0.05 s of CPU per second of speech, audio 0.7 s. Each utterance is
deterministic, so a run that was stopped goes on after the last finished part.
"""

import argparse
from pathlib import Path

import numpy as np
from tqdm import tqdm

from . import teacher
from .cast import Member, named, read_cast
from .corpus import COLUMNS, read_table
from .polite import wait_while_paused

PART_UTTERANCES = 64
MAX_SYMBOLS = 500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--model", type=Path, required=True, help="kokoro-fp32.onnx, checked by hash")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the model's tokenizer.json")
    parser.add_argument("--voice-files", type=Path, required=True, help="folder of VOICE.bin")
    parser.add_argument("--texts", type=Path, required=True, help="TSV with the columns id, language, text, symbols")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--voices", help="comma-separated, all texts each; en texts go to a* and b* voices, zh to z*")
    who.add_argument("--cast", type=Path, help="TSV of speakers and how many texts each, written by cast")
    parser.add_argument("--share", default="0/1", help="I/N: only every Nth speaker from the Ith, for N processes at once")
    parser.add_argument("--out", type=Path, required=True, help="corpus folder to write")
    parser.add_argument("--audio", action="store_true", help="also make the waveforms")
    parser.add_argument("--pause-file", type=Path, help="sleep while this file exists")


def main(args: argparse.Namespace) -> None:
    """Write `args.out`, part by part."""
    args.out.mkdir(parents=True, exist_ok=True)
    encoder = args.out / "encoder.onnx"
    if not encoder.exists():
        teacher.cut_encoder(args.model, encoder)
    reader = teacher.Teacher(encoder, args.tokenizer)
    speaker = teacher.Teacher(args.model, args.tokenizer) if args.audio else None
    texts = read_table(args.texts)
    rows = []
    members = read_cast(args.cast) if args.cast else [named(v) for v in args.voices.split(",")]
    first, step = (int(n) for n in args.share.split("/"))
    for member in members[first::step]:
        mine = [t for t in member.texts(texts) if len(t["symbols"]) <= MAX_SYMBOLS]
        rows += _teach_voice(args, member, mine, reader, speaker)
    if step > 1:
        return  # The tables are joined by a last run over all of them, which finds every part there.
    lines = ["\t".join(COLUMNS), *("\t".join(r[c] for c in COLUMNS) for r in rows)]
    (args.out / "metadata.tsv").write_text("\n".join(lines) + "\n", "utf8")


def _teach_voice(args, member: Member, texts, reader, speaker) -> list[dict[str, str]]:
    """Make the parts of one voice that are missing, join them, and return its table rows."""
    parts, rows, voice = [], [], member.name
    style = member.rows(args.voice_files)
    for start in tqdm(range(0, len(texts), PART_UTTERANCES), desc=voice):
        part = texts[start : start + PART_UTTERANCES]
        file = args.out / "parts" / f"{voice}-{start:06d}.npz"
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            _write_part(args, file, voice, part, style, reader, speaker)
        with np.load(file) as arrays:
            parts.append({k: arrays[k] for k in arrays})
        for text, frames in zip(part, parts[-1]["frames"], strict=True):
            rows.append(
                {
                    "path": f"{voice}/{text['id']}.opus",
                    "voice": voice,
                    "language": text["language"],
                    "seconds": f"{frames / 80:.3f}",
                    "text_from": text.get("text_from", ""),
                    "text": text["text"],
                    "symbols": text["symbols"],
                }
            )
    if parts:
        joined = {k: np.concatenate([p[k] for p in parts]) for k in parts[0]}
        np.savez_compressed(args.out / f"prosody-{voice}.npz", **joined)
        np.save(args.out / f"style-{voice}.npy", style.mean(0))
    return rows


def _write_part(args, file, voice, texts, style, reader, speaker) -> None:
    """Run the teacher over up to PART_UTTERANCES texts and write one npz, all or nothing."""
    import soundfile

    results = []
    for text in texts:
        wait_while_paused(args.pause_file)
        results.append(reader.prosody(text["symbols"], style))
        if speaker is not None:
            samples = np.clip(speaker.speak(text["symbols"], style) * 0.9, -1, 1)
            path = args.out / voice / f"{text['id']}.opus"
            path.parent.mkdir(exist_ok=True)
            soundfile.write(path, samples, teacher.SAMPLE_RATE_HZ, format="OGG", subtype="OPUS", compression_level=0.5)
    partial = file.with_suffix(".partial.npz")
    np.savez(
        partial,
        id=np.array([t["id"] for t in texts]),
        symbols=np.array([len(r.durations) for r in results], np.uint32),
        durations=np.concatenate([r.durations for r in results]).astype(np.uint16),
        frames=np.array([len(r.f0_hz) for r in results], np.uint32),
        f0=np.concatenate([r.f0_hz for r in results]),
        energy=np.concatenate([r.energy for r in results]),
    )
    partial.rename(file)
