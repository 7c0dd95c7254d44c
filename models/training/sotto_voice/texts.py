"""Stage 0: text -> Kokoro symbols by misaki 0.9.4, a TSV for teach and evaluate.

misaki's English tagger is a spaCy model that package registries do not carry; a small rule
tagger stands in for it, so some homographs come out as their commoner reading. Sentences with
words that the lexicons do not know are left out.
"""

import argparse
import re
import sys
import types
from pathlib import Path

TAGS = {
    "DT": "a an the this that these those every each some any no",
    "IN": "in on at by for from with of into onto over under about after before between through during than as if",
    "PRP": "i you he she it we they me him her us them",
    "PRP$": "my your his its our their",
    "MD": "can could will would shall should may might must",
    "TO": "to",
    "CC": "and or but nor yet",
    "VB": "be do have get go make take let say see",
    "VBD": "was were had did went made took said saw got came",
    "VBZ": "is has does says goes",
    "WP": "who what whom which",
    "RB": "not very too so never always often there here now then",
}
TAG_OF = {word: tag for tag, words in TAGS.items() for word in words.split()}
PUNCTUATION = {".": ".", "!": ".", "?": ".", ",": ",", ";": ":", ":": ":", "—": ":", "…": ":", "“": "``", "”": "''"}
AFTER_NOUN_CUES = {"DT", "PRP$", "JJ", "IN"}
TOKEN = re.compile(r"\d[\d,.]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--input", type=Path, required=True, help="lines of: id, tab, language (en or zh), tab, text")
    parser.add_argument("--out", type=Path, required=True, help="TSV with the columns id, language, text, symbols")


def tag_words(words: list[str]) -> list[str]:
    """Penn tags by closed classes, endings and the word before."""
    tags: list[str] = []
    for word in words:
        lower, last = word.lower(), tags[-1] if tags else ""
        if word in PUNCTUATION:
            tag = PUNCTUATION[word]
        elif word[0].isdigit():
            tag = "CD"
        elif lower in TAG_OF:
            tag = TAG_OF[lower]
        elif lower.endswith("ly"):
            tag = "RB"
        elif last in ("TO", "MD", "PRP"):
            tag = "VB"
        elif lower.endswith("ed") and last not in AFTER_NOUN_CUES:
            tag = "VBD"
        else:
            tag = "NN"
        tags.append(tag)
    return tags


def english_reader():
    """misaki's English G2P with the rule tagger in place of spaCy."""
    sys.modules.setdefault("spacy", types.ModuleType("spacy"))
    from misaki import en

    class Reader(en.G2P):
        def __init__(self):
            self.version, self.british, self.fallback, self.unk = None, False, None, "❓"
            self.lexicon = en.Lexicon(False)

        def tokenize(self, text, tokens, features):
            found = list(TOKEN.finditer(text))
            tags = tag_words([m.group() for m in found])
            ends = [m.start() for m in found[1:]] + [len(text)]
            return [
                en.MToken(
                    text=m.group(),
                    tag=tag,
                    whitespace=" " if m.end() < end else "",
                    _=en.MToken.Underscore(is_head=True, num_flags="", prespace=False),
                )
                for m, tag, end in zip(found, tags, ends, strict=True)
            ]

    reader = Reader()
    return lambda text: reader(text)[0]


def mandarin_reader():
    """misaki's Mandarin G2P, the version that Kokoro v1.0 was trained with."""
    from misaki import zh

    reader = zh.ZHG2P()
    return lambda text: reader(text)[0]


def main(args: argparse.Namespace) -> None:
    """Read every line that the lexicons know."""
    readers = {"en": english_reader(), "zh": mandarin_reader()}
    lines, left_out = ["id\tlanguage\ttext\tsymbols"], 0
    for line in args.input.read_text("utf8").splitlines():
        name, language, text = line.split("\t")
        symbols = readers[language](text).strip()
        if "❓" in symbols or not symbols:
            left_out += 1
            continue
        lines.append("\t".join([name, language, text, symbols]))
    args.out.write_text("\n".join(lines) + "\n", "utf8")
    print(f"{len(lines) - 1} sentences, {left_out} left out")
