"""The stages behind the English front end: formats, alignment, hashes."""

import json

import numpy as np
import torch

from sotto_voice import letters, lexicon, tagger


def test_lexicon_shares_prefixes_within_blocks_and_tells_gold_from_silver():
    entries = {"apple": (True, "ˈæpᵊl"), "apples": (False, "ˈæpᵊlz"), "use": (True, {"DEFAULT": "jˈuz", "NOUN": None})}
    data = lexicon.encode(entries)
    length = int.from_bytes(data[:4], "little")
    header, body = json.loads(data[4 : 4 + length]), data[4 + length :]
    assert header["words"] == 3 and header["tags"] == ["DEFAULT", "NOUN"]
    assert body[:2] == bytes([0, 5]) and body[7] == 5 | lexicon.GOLD
    second = body[13:]
    assert second[:3] == bytes([5, 1]) + b"s" and second[3] == 6
    assert body.endswith(bytes([lexicon.ALTERNATIVES, 1, lexicon.NOTHING]))
    assert lexicon.encode(dict(reversed(entries.items()))) == data


def test_taps_and_glottal_stops_are_written_as_kokoro_learnt_them():
    assert lexicon.kokoro_symbols("bˈɛɾəɹ bˈʌʔn") == "bˈɛTəɹ bˈʌtn"


def test_stress_stays_with_its_vowel_when_a_word_is_aligned():
    assert letters.units_of("kˈæts") == ["k", "ˈæ", "t", "s"]
    words = [("cats", "kˈæts"), ("box", "bˈɑks"), ("cab", "kˈæb"), ("tab", "tˈæb"), ("bats", "bˈæts")] * 20
    aligned = dict(letters.align(words, 1))
    assert aligned["cats"] == ["k", "ˈæ", "t", "s"]
    assert aligned["box"] == ["b", "ˈɑ", "ks"]


def test_beam_finds_what_the_network_scores_highest_for_one_letter():
    torch.manual_seed(0)
    net = letters.LettersNetwork(7).eval()
    word = letters.letter_ids(["q"])
    scores = net(word, torch.tensor([[7]]))[0, 0]
    assert net.beam(word) == [[int(scores.argmax())]]


def test_int8_rows_are_within_half_a_step():
    weight = np.random.default_rng(1).normal(size=(5, 9)).astype(np.float32)
    rows, scale = letters.int8_rows(weight)
    assert np.abs(rows * scale[:, None] - weight).max() <= scale.max() / 2 + 1e-6


def test_tagger_joins_clitics_and_hashes_as_the_reader_does(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("I_PRP did_VBD n't_RB read_VB it_PRP ._.\n", "utf8")
    (words,) = tagger.read_sentences(path)
    assert [w for w, _ in words] == ["I", "didn't", "read", "it", "."]
    # FNV-1a of "a" is 0xE40C292C.
    assert tagger.fnv("a") == (0xE40C292C ^ (0xE40C292C >> 15)) & (tagger.BUCKETS - 1)
