"""Command line: python -m sotto_voice {texts,teach,prepare,train,export,speaker,evaluate}."""

import argparse
import importlib

STAGES = {
    "texts": "text list -> Kokoro symbols, by misaki",
    "teach": "symbols and voices -> teacher prosody and audio",
    "prepare": "corpora -> one training set of arrays",
    "train": "training set -> checkpoint",
    "export": "checkpoint -> ONNX graphs, voice.json and README",
    "speaker": "Resemblyzer's speaker encoder -> speaker.onnx with its state",
    "evaluate": "graphs and sentences -> sound, judges' scores, pictures",
}


def main() -> None:
    """Parse the stage and its options, importing only what that stage needs."""
    parser = argparse.ArgumentParser(prog="sotto_voice", description=__import__("sotto_voice").__doc__)
    stages = parser.add_subparsers(dest="stage", required=True)
    for name, text in STAGES.items():
        stages.add_parser(name, help=text, add_help=False)
    stage, rest = parser.parse_known_args()[0].stage, None
    module = importlib.import_module(f".{stage}", __package__)
    sub = argparse.ArgumentParser(
        prog=f"sotto_voice {stage}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(sub)
    import sys

    rest = sys.argv[2:]
    module.main(sub.parse_args(rest))


if __name__ == "__main__":
    main()
