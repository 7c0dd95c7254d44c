"""Exported graphs -> int8 weights by ONNX Runtime's dynamic quantisation.

Matrix products only, per channel: convolutions, norms and the DFT tables stay float32.
"""

import argparse
import shutil
from pathlib import Path

GRAPHS = ("text.onnx", "prosody.onnx", "decoder.onnx")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--graphs", type=Path, required=True, help="folder written by export")
    parser.add_argument("--out", type=Path, required=True)


def main(args: argparse.Namespace) -> None:
    """Write a folder with the same files, graphs quantised."""
    from onnxruntime.quantization import quantize_dynamic

    args.out.mkdir(parents=True, exist_ok=True)
    for file in args.graphs.iterdir():
        target = args.out / file.name
        if file.name in GRAPHS:
            quantize_dynamic(file, target, per_channel=True, op_types_to_quantize=["MatMul", "Gemm"])
        elif file.is_file():
            shutil.copyfile(file, target)
        print(f"{file.name}: {target.stat().st_size / 1e6:.2f} MB" if target.exists() else file.name)
