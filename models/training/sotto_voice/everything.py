"""All stages in one go, each resumed where it stopped.

About two minutes of CPU for an hour of teacher prosody and 45 for an hour of its audio, then
training at 0.4 s a step on two idle cores (more where the cores are shared), then two minutes
for export and judges. Four voices read every text; the cast, which is many voices and mixtures,
a few texts each.
"""

import argparse
from pathlib import Path

from . import cast, evaluate, export, plot, prepare, quantise, reference, speaker, teach, texts, train


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--fetched", type=Path, required=True, help="kokoro-fp32.onnx, tokenizer.json and voices/")
    parser.add_argument("--sentences", type=Path, required=True, help="training texts: id, language, text, no header")
    parser.add_argument("--judged", type=Path, required=True, help="sentences for evaluate, likewise")
    parser.add_argument("--voices", default="af_heart,am_michael,zf_xiaobei,zm_yunxi")
    parser.add_argument("--each", default="14", help="sentences of each voice of the cast")
    parser.add_argument("--mixtures", default="170", help="mixtures of voices in the cast")
    parser.add_argument("--steps", default="6600")
    parser.add_argument("--cooldown", default="1600")
    parser.add_argument("--pretrained-speaker", type=Path, help="Resemblyzer's pretrained.pt, for prompts")
    parser.add_argument("--judges", type=Path, help="dnsmos_sig_bak_ovr.onnx, model_v8.onnx and moonshine/")
    parser.add_argument("--out", type=Path, required=True)


def stage(module, *words: str | Path) -> None:
    """Run one stage's main with a command line."""
    parser = argparse.ArgumentParser(prog=module.__name__)
    module.add_arguments(parser)
    module.main(parser.parse_args([str(w) for w in words]))


def main(args: argparse.Namespace) -> None:
    """Run them in order."""
    fetched, out = args.fetched, args.out
    out.mkdir(parents=True, exist_ok=True)
    files = ("--tokenizer", fetched / "tokenizer.json", "--voice-files", fetched / "voices")
    for name, path in (("texts", args.sentences), ("judged", args.judged)):
        if not (out / f"{name}.tsv").exists():
            stage(texts, "--input", path, "--out", out / f"{name}.tsv")
    if not (out / "cast.tsv").exists():
        many = ("--each", args.each, "--mixtures", args.mixtures)
        stage(cast, "--voice-files", fetched / "voices", *many, "--out", out / "cast.tsv")
    model = ("--model", fetched / "kokoro-fp32.onnx", *files, "--texts", out / "texts.tsv", "--audio")
    stage(teach, *model, "--voices", args.voices, "--out", out / "corpus")
    stage(teach, *model, "--cast", out / "cast.tsv", "--out", out / "many")
    if not (out / "set" / "arrays.npz").exists():
        stage(prepare, "--corpus", out / "corpus", out / "many", *files, "--out", out / "set")
    limits = ("--steps", args.steps, "--cooldown", args.cooldown, "--compile", "--phase", "4", "--rate", "1.5e-3")
    stage(train, "--data", out / "set", "--out", out / "run", *limits)
    stage(plot, "--metrics", out / "run" / "metrics.jsonl", "--out", out / "run" / "metrics.png")
    taught = args.voices.split(",")
    named = [m.name for m in cast.read_cast(out / "cast.tsv") if len(m.weights) == 1]
    names = ",".join([*taught, *(n for n in named if n not in taught)])
    stage(export, "--checkpoint", out / "run" / "checkpoint.pt", "--data", out / "set", "--voices", names, "--out", out / "graphs")
    if args.pretrained_speaker:
        stage(speaker, "--weights", args.pretrained_speaker, "--out", out / "graphs" / "speaker.onnx")
    stage(reference, "--graphs", out / "graphs")
    stage(quantise, "--graphs", out / "graphs", "--out", out / "graphs-int8")
    judges = []
    if args.judges:
        judges = ["--dnsmos", args.judges / "dnsmos_sig_bak_ovr.onnx", "--p808", args.judges / "model_v8.onnx"]
        judges += ["--moonshine", args.judges / "moonshine"]
    teacher = ("--teacher-encoder", out / "corpus" / "encoder.onnx", *files)
    common = ("--sentences", out / "judged.tsv", "--voices", args.voices, "--pictures", *judges, *teacher)
    stage(evaluate, "--graphs", out / "graphs", "--out", out / "judged", *common)
