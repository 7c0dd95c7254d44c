"""Builds mandarin.bin, the word list, readings and character tables of the Mandarin front end.

    python build.py --traditional TSCharacters.txt

Needs jieba 0.42.1 and pypinyin 0.55.0 (pip; both come with misaki[zh] 0.9.4), and OpenCC's table of
traditional characters (pip download opencc-python-reimplemented==0.1.7, opencc/dictionary/TSCharacters.txt).
The output is the same for the same inputs.

Layout, little-endian: "SZH1", the header's length (u32), the header (JSON, ASCII), then the sections that
the header names, each at a multiple of 4 bytes from the start of the file:

  nodeChar u16[n], nodeChild u32[n+1], nodeCost u16[n]
      a trie in breadth-first order: the children of node i are nodeChild[i] .. nodeChild[i+1]-1, sorted;
      the cost of the word that ends at a node is -ln(frequency / total) * 1000, 0 where none ends
  readingNode u32[w], readingStart u32[w+1], readingSyllable u16[...]
      for the words (nodes, ascending) that are not read like their characters: a syllable for each
  charSyllable u16[27648], simplified u16[27648]
      for U+3400..U+9FFF: the usual syllable (0 = none), and the simplified form (itself where it is one)
  emitB, emitM, emitE, emitS u16[27648]
      jieba's hidden Markov model for unknown words: -ln(p) * 1000, 65535 where a character never occurs so

Syllable s stands for header.syllables[s], pinyin with its tone as a digit (5 is neutral); s = 0 for none.
"""

import argparse
import json
import math
import struct
from array import array
from pathlib import Path

import jieba
from jieba.finalseg.prob_emit import P as EMIT
from jieba.finalseg.prob_start import P as START
from jieba.finalseg.prob_trans import P as TRANS
from pypinyin import Style, lazy_pinyin

FIRST, LAST = 0x3400, 0x9FFF
# The rarest words of the list are mostly noise.
FREQUENCY_MIN = 3
SCALE = 1000


def pinyin(word: str) -> list[str]:
    """The reading that misaki's Mandarin gives to one word of jieba's."""
    return lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)


# What the readings of phrase-pinyin-data leave open, pypinyin fills with each character's commonest reading. Where that
# is mostly wrong, the character's place in the word decides.
GOT = set("获取夺赢求博所难不应自贪相已必心总非休争征挣购摘捧募窃竞录既易觅讨谋只独兼暂始焉安利乍梦奥彼泰宾")
NOT_GOT_INSIDE = set("不所难获取")
LONG_BEHIND = set("全最多体身更很较太波边周腿臂翅冗细狭漫悠延加拉变伸擅特见专")
GROW_BEFORE = set("大子女老辈者官相势进成满出高胖得兄孙幼房史吏上嫂姐公膘肉霉疮尊")
HEADS = set("家校市县省部局处院增成生助滋队班组船会首董事书理委厅区乡镇村社台团行站店所科司军师旅营连排酋族户庄总")
MASTERS = set("男女电分原粒离量中质光莲瓜太公王弟父母天皇孝才君学游因精卵核孔孟老庄荀墨韩诸夫圣世亲嫡长次独逆浪赤棋松养义")
DRIED = set("晒烘吹擦风晾饼豆果肉笋榨抽沥阴烤烧")
NUMERALS = set("一二两三四五六七八九十百千万几每这那数多")


def corrected(word: str, reading: list[str]) -> list[str]:
    """A word's reading with the usual mistakes mended: 为 得 地 长 子 只 干 行."""
    fixed = list(reading)
    for i, char in enumerate(word):
        before, after = word[:i], word[i + 1 :]
        if char == "为" and not after and not before.endswith("因"):
            fixed[i] = "wei2"
        elif char == "得" and fixed[i] == "de2" and len(word) == 2 and before and before not in GOT:
            fixed[i] = "de5"
        elif char == "得" and len(word) == 3 and i == 1 and before not in NOT_GOT_INSIDE:
            fixed[i] = "de5"
        elif char == "地" and not after and len(before) >= 2 and before[-1] == before[-2]:
            fixed[i] = "de5"
        elif char == "长" and fixed[i] == "zhang3":
            if before:
                long = before[-1] in LONG_BEHIND if not after else before[-1] not in HEADS
            else:
                long = after[0] not in GROW_BEFORE
            fixed[i] = "chang2" if long else "zhang3"
        elif char == "子" and fixed[i] == "zi5" and (not before or before[-1] in MASTERS):
            fixed[i] = "zi3"
        elif char == "只" and not after and before and before[-1] in NUMERALS:
            fixed[i] = "zhi1"
        elif char == "干" and not after and before and before[-1] in DRIED:
            fixed[i] = "gan1"
        elif char == "行" and not after and before and before[-1] in NUMERALS:
            fixed[i] = "hang2"
    return fixed


def read_words() -> tuple[dict[str, int], int]:
    """jieba's words of Chinese characters with their frequencies, and the sum over its whole list."""
    words, total = {}, 0
    for line in (Path(jieba.__path__[0]) / "dict.txt").read_text(encoding="utf8").splitlines():
        word, frequency, _ = line.split(" ")
        total += int(frequency)
        plain = all("\u4e00" <= char <= "\u9fff" for char in word)
        if plain and (len(word) == 1 or int(frequency) >= FREQUENCY_MIN):
            words[word] = int(frequency)
    return words, total


def main() -> None:
    """Write mandarin.bin beside this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--traditional", type=Path, required=True, help="OpenCC's TSCharacters.txt")
    options = parser.parse_args()
    words, total = read_words()
    chars = [chr(code) for code in range(FIRST, LAST + 1)]

    usual = {char: pinyin(char)[0] for char in chars}
    usual = {char: syllable if syllable[0] != char else "" for char, syllable in usual.items()}
    readings = {word: corrected(word, pinyin(word)) for word in words if len(word) > 1}
    readings = {word: reading for word, reading in readings.items() if reading != [usual[char] for char in word]}
    syllables = [""] + sorted({*usual.values(), *(s for reading in readings.values() for s in reading)} - {""})
    number = {syllable: index for index, syllable in enumerate(syllables)}

    # Breadth-first: all prefixes by length, then in order; children of one node are then neighbours.
    prefixes = sorted({word[: i + 1] for word in words for i in range(len(word))}, key=lambda p: (len(p), p))
    nodes = ["", *prefixes]
    index = {prefix: i for i, prefix in enumerate(nodes)}
    count = [0] * len(nodes)
    for prefix in prefixes:
        count[index[prefix[:-1]]] += 1
    child, at = [], 1
    for size in count:
        child.append(at)
        at += size
    child.append(at)
    cost = [round(-math.log(max(words[n], 1) / total) * SCALE) if n in words else 0 for n in nodes]
    assert max(cost) < 65536

    with_reading = sorted(index[word] for word in readings)
    starts, flat = [0], []
    for node in with_reading:
        flat += [number[s] for s in readings[nodes[node]]]
        starts.append(len(flat))

    simple = {}
    for line in options.traditional.read_text(encoding="utf8").splitlines():
        traditional, forms = line.split("\t")
        form = forms.split(" ")[0]
        if len(traditional) == len(form) == 1 and FIRST <= ord(traditional) <= LAST and ord(form) <= LAST:
            simple[traditional] = form

    def emission(state: str) -> array:
        table = EMIT[state]
        return array("H", [min(round(-table[c] * SCALE), 65535) if c in table else 65535 for c in chars])

    sections = {
        "nodeChar": array("H", [0, *(ord(n[-1]) for n in prefixes)]),
        "nodeChild": array("I", child),
        "nodeCost": array("H", cost),
        "readingNode": array("I", with_reading),
        "readingStart": array("I", starts),
        "readingSyllable": array("H", flat),
        "charSyllable": array("H", [number[usual[c]] for c in chars]),
        "simplified": array("H", [ord(simple.get(c, c)) for c in chars]),
        **{f"emit{state}": emission(state) for state in "BMES"},
    }
    costs = {a: {b: round(-p * SCALE) for b, p in row.items()} for a, row in TRANS.items()}
    header = {
        "syllables": syllables,
        "totalCost": round(math.log(total) * SCALE),
        "hmm": {"start": {s: round(-p * SCALE) for s, p in START.items() if p > -1e9}, "step": costs},
        "sections": {},
    }
    # The header's length depends on the offsets in it; with a fixed width for these it does not change.
    reserve = 12 + len(json.dumps(header)) + 64 * len(sections)
    offset = (reserve + 3) // 4 * 4
    for name, values in sections.items():
        header["sections"][name] = {"offset": offset, "length": len(values), "bytes": values.itemsize}
        offset += (len(values) * values.itemsize + 3) // 4 * 4
    text = json.dumps(header).encode("ascii")
    out = bytearray(struct.pack("<4sI", b"SZH1", len(text)) + text)
    for name, values in sections.items():
        start = header["sections"][name]["offset"]
        assert start >= len(out)
        out += b"\0" * (start - len(out)) + values.tobytes()
    Path(__file__).with_name("mandarin.bin").write_bytes(out)
    print(f"{len(words)} words, {len(nodes)} nodes, {len(readings)} readings, {len(out)} bytes")


if __name__ == "__main__":
    main()
