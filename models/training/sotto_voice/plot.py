"""Curves of a training's metrics.jsonl, one panel a loss, as a PNG."""

import argparse
import json
from pathlib import Path

PANELS = ("sound", "phase", "duration_frames", "f0", "voicing", "energy")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--metrics", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="PNG to write")


def read_curves(lines: list[str]) -> dict[str, tuple[list[int], list[float]]]:
    """Steps and values by name; validation's names begin with `valid `."""
    curves: dict[str, tuple[list[int], list[float]]] = {}
    for line in lines:
        row = json.loads(line)
        values = {f"valid {k}": v for k, v in row.get("valid", {}).items()} or row
        for name, value in values.items():
            steps, found = curves.setdefault(name, ([], []))
            steps.append(row["step"])
            found.append(value)
    return curves


def main(args: argparse.Namespace) -> None:
    """Draw training and validation over each other."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    curves = read_curves(args.metrics.read_text("utf8").splitlines())
    figure, panels = pyplot.subplots(2, 3, figsize=(13, 7))
    for name, axes in zip(PANELS, panels.flat, strict=True):
        for key, style in ((name, "-"), (f"valid {name}", "o--")):
            if key in curves:
                axes.plot(*curves[key], style, label=key, markersize=3)
        axes.set_title(name)
        axes.set_yscale("log")
        axes.legend()
    figure.tight_layout()
    figure.savefig(args.out, dpi=80)
