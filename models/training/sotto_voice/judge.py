"""Score clips that an engine has spoken: what `npm run evaluate` asks for.

Reads a JSON file: `clips`, each with id, voice, language, text, wav (16-bit) and, where known, marks
([symbol, begin, end] in seconds). Writes JSON: one row of scores a clip, in the same order. Needs
numpy, scipy and onnxruntime only, matplotlib for pictures; the judges are fetched by pip where they
are not there yet.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from .judges import contour, fetched
from .judges.clip import judge
from .judges.pitch import track

PARTS = ("words", "dnsmos", "f0")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="JSON to write")
    parser.add_argument("--judges", type=Path, required=True, help="folder that the judges are kept in")
    parser.add_argument("--teacher", type=Path, help="the teacher's contours, written by `contours`")
    parser.add_argument("--only", default=",".join(PARTS), help="judges to ask, of words, dnsmos, f0")
    parser.add_argument("--pictures", action="store_true", help="a spectrogram beside each WAV")


def main(args: argparse.Namespace) -> None:
    """Fetch, judge, write; a line of progress a clip on the standard error."""
    from scipy.io import wavfile

    parts = set(args.only.split(","))
    dnsmos, moonshine = load_judges(args.judges, parts)
    contours = json.loads(args.teacher.read_text("utf8"))["contours"] if args.teacher else {}
    clips, rows = json.loads(args.clips.read_text("utf8"))["clips"], []
    for number, clip in enumerate(clips, 1):
        rate_hz, samples = wavfile.read(clip["wav"])
        samples = samples.astype(np.float32) / 32_768
        row = {"id": clip["id"], "voice": clip["voice"]} | judge(samples, clip, dnsmos, moonshine)
        f0_hz = track(samples, rate_hz) if "f0" in parts or args.pictures else np.zeros(0)
        meant = contours.get(clip["voice"], {}).get(clip["id"])
        if "f0" in parts and meant:
            row |= contour.compare(f0_hz, clip.get("marks", []), meant)
        if args.pictures:
            picture(Path(clip["wav"]).with_suffix(".png"), samples, f0_hz)
        rows.append(row)
        print(f"judged {number}/{len(clips)} {clip['voice']} {clip['id']}", file=sys.stderr, flush=True)
    args.out.write_text(json.dumps({"rows": rows}, ensure_ascii=False), "utf8")


def load_judges(folder: Path, parts: set[str]):
    """DNSMOS and Moonshine, each only where asked for."""
    if not parts & {"words", "dnsmos"}:
        return None, None
    from .judges.dnsmos import Dnsmos
    from .judges.moonshine import Moonshine

    try:
        fetched.fetch(folder)
    except (RuntimeError, ValueError, OSError) as error:
        raise SystemExit(f"judge: {error}") from None
    dnsmos = Dnsmos(folder / "sig_bak_ovr.onnx", folder / "model_v8.onnx") if "dnsmos" in parts else None
    return dnsmos, Moonshine(folder / "moonshine") if "words" in parts else None


def picture(path: Path, samples: np.ndarray, f0_hz: np.ndarray) -> None:
    """Spectrogram to 12 kHz with the pitch drawn on a second axis; F0 at 80 Hz."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(14, 6))
    axes.specgram(samples + 1e-6, NFFT=1024, Fs=24_000, noverlap=896, vmin=-140, vmax=-40, cmap="magma")
    pitch = axes.twinx()
    pitch.plot((np.arange(len(f0_hz)) + 0.5) / 80, np.where(f0_hz > 10, f0_hz, np.nan), color="cyan", linewidth=1)
    pitch.set_ylim(0, 1000)
    figure.tight_layout()
    figure.savefig(path, dpi=70)
    pyplot.close(figure)
