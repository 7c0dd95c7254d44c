"""Words as they are compared: one spelling for what sounds the same.

A recogniser writes "3", "colour" or "it is" as it likes; none of that is a fault of the voice.
"""

import re

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
BRITISH = {
    "centre": "center", "theatre": "theater", "metre": "meter", "metres": "meters", "grey": "gray",
    "programme": "program", "cheque": "check", "tyre": "tire", "tyres": "tires", "travelling": "traveling",
    "travelled": "traveled", "traveller": "traveler", "cancelled": "canceled", "defence": "defense",
    "licence": "license", "practise": "practice", "jewellery": "jewelry", "aeroplane": "airplane",
    "okay": "ok", "mister": "mr", "missus": "mrs", "doctor": "dr",
}  # fmt: skip
OUR = re.compile(r"\b(neighb|harb|col|fav|hon|lab|hum|rum|vap|behavi|endeav|flav|arm|od|parl)our")
ISE = re.compile(r"\b(\w{3,})(is)(e|ed|es|ing|ation)\b")
ISE_STEMS = re.compile(r"(real|organ|recogn|apolog|special|author|memor|critic|emphas|summar|minim|maxim|util|general)$")
CONTRACTIONS = (
    (r"\bcan['’]?t\b", "can not"), (r"\bcannot\b", "can not"), (r"\bwon['’]t\b", "will not"),
    (r"n['’]t\b", " not"), (r"['’]re\b", " are"), (r"['’]ll\b", " will"), (r"['’]ve\b", " have"),
    (r"['’]m\b", " am"), (r"\b(it|that|there|what|he|she|who|where|here)['’]s\b", r"\1 is"), (r"\blet['’]s\b", "let us"),
)  # fmt: skip


def number_words(n: int) -> list[str]:
    """Words of a number from 0 to 999,999,999, without "and"."""
    if n < 20:
        return [ONES[n]]
    if n < 100:
        return [TENS[n // 10], *([ONES[n % 10]] if n % 10 else [])]
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            return [*number_words(n // size), name, *(number_words(n % size) if n % size else [])]
    raise AssertionError(n)


def ordinal_words(n: int) -> list[str]:
    """Words of an ordinal number."""
    *front, last = number_words(n)
    return [*front, ORDINALS.get(last, f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")]


def spell_numbers(text: str) -> str:
    """Digits as words: ordinals, clock times, money, percent, decimals, thousands with commas."""
    say = lambda digits: " ".join(number_words(int(digits))) if len(digits) < 10 else " ".join(ONES[int(d)] for d in digits)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"\$(\d+)\.(\d\d)\b", lambda m: f"{say(m[1])} dollars {say(m[2])} cents", text)
    text = re.sub(r"\$(\d+)", lambda m: f"{say(m[1])} dollars", text)
    text = re.sub(r"\b(\d{1,9})(?:st|nd|rd|th)\b", lambda m: " ".join(ordinal_words(int(m[1]))), text)
    text = re.sub(r"\b(\d{1,2}):00\b", lambda m: f"{say(m[1])} o'clock", text)
    text = re.sub(r"\b(\d{1,2}):0(\d)\b", lambda m: f"{say(m[1])} oh {say(m[2])}", text)
    text = re.sub(r"(\d)\.(\d+)", lambda m: f"{m[1]} point {' '.join(ONES[int(d)] for d in m[2])}", text)
    text = re.sub(r"\b(1[1-9]|20)([1-9]\d)\b", lambda m: f"{say(m[1])} {say(m[2])}", text)
    text = re.sub(r"\b(1[1-9])0([1-9])\b", lambda m: f"{say(m[1])} oh {say(m[2])}", text)
    return re.sub(r"\d+", lambda m: f" {say(m[0])} ", text.replace("%", " percent "))


def words(text: str) -> list[str]:
    """What is compared: lower-case words of letters in one spelling, numbers as words, without "and" after "hundred"."""
    text = text.lower().replace("&", " and ")
    for pattern, plain in CONTRACTIONS:
        text = re.sub(pattern, plain, text)
    text = OUR.sub(r"\1or", spell_numbers(text))
    text = ISE.sub(lambda m: f"{m[1]}iz{m[3]}" if ISE_STEMS.search(m[1]) else m[0], text)
    found = re.sub(r"[^a-z ]", " ", re.sub(r"['’]", "", text)).split()
    found = [BRITISH.get(w, w) for w in found]
    return [w for i, w in enumerate(found) if not (w == "and" and i and found[i - 1] in ("hundred", "thousand"))]
