import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SEGMENT_CHARS_MAX } from "@sotto/models";
import fc from "fast-check";
import { countCodePoints } from "./code-points.js";
import { type Segment, Segmenter } from "./segmenter.js";

function segment(...pieces: string[]): Segment[] {
  const segmenter = new Segmenter();
  return [...pieces.flatMap((piece) => segmenter.push(piece)), ...segmenter.finish()];
}

function textsOf(...pieces: string[]): string[] {
  return segment(...pieces).map(({ text }) => text);
}

/** Splits at code points, as strings of the wire are. */
function splitAt(text: string, lengths: readonly number[]): string[] {
  const points = Array.from(text);
  const pieces: string[] = [];
  for (const length of lengths) pieces.push(points.splice(0, length).join(""));
  return [...pieces, points.join("")];
}

function assertNothingLost(whole: string, segments: readonly Segment[]): void {
  const points = Array.from(whole);
  let end = 0;
  for (const { text, startChars, chars } of segments) {
    assert.equal(
      points.slice(end, startChars).join("").trim(),
      "",
      "only white space between segments",
    );
    assert.equal(points.slice(startChars, startChars + chars).join(""), text);
    assert.ok(text.length > 0 && text.length <= SEGMENT_CHARS_MAX && text.trim() === text);
    end = startChars + chars;
  }
  assert.equal(points.slice(end).join("").trim(), "");
}

const fragment = fc.constantFrom(
  "Hello",
  " ",
  ". ",
  "! ",
  "? ",
  "...",
  "… ",
  "\n",
  "\n\n",
  "Dr. ",
  "e.g. ",
  "3.14",
  " etc. ",
  "J. R. R. Tolkien",
  ", ",
  "; ",
  "。",
  "！",
  "，",
  "你好",
  "世界",
  "“",
  "”",
  '"',
  ")",
  "https://example.com/a.b?c=d. ",
  "🙂",
  "👩‍👩‍👧",
  "é",
  "e\u0301",
  "\u202e",
  "word",
  "A",
  "b",
  "12",
  " - ",
  "\u0000",
  "\t",
  "U.S. ",
  "What?!",
  "לשלום",
  "x".repeat(300),
  "z\u0300".repeat(40),
  "𝒳".repeat(120),
);
const anyText = fc.oneof(
  fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join("")),
  fc.string({ unit: "grapheme", maxLength: 400 }),
  fc.lorem({ maxCount: 120 }),
);
const anySplit = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 40 });

describe("Segmenter, sentences", () => {
  const cases: [string, string[]][] = [
    ["Hello there. How are you? Fine!", ["Hello there.", "How are you?", "Fine!"]],
    [
      "Dr. Smith paid 3.14 dollars, e.g. to J. R. Tolkien. Good.",
      ["Dr. Smith paid 3.14 dollars, e.g. to J. R. Tolkien.", "Good."],
    ],
    ["See example.com/a.b?c. Then go.", ["See example.com/a.b?c.", "Then go."]],
    ["At 5 p.m. we left. At 6 p.m. They came.", ["At 5 p.m. we left.", "At 6 p.m.", "They came."]],
    ['"Really?" he said. (Yes.) "No."', ['"Really?" he said.', "(Yes.)", '"No."']],
    ["Well ... maybe. Wait... What?", ["Well ... maybe.", "Wait...", "What?"]],
    ["你好。今天怎么样？好！", ["你好。", "今天怎么样？", "好！"]],
    ["他说：“走吧。”然后走了。", ["他说：“走吧。”", "然后走了。"]],
    [
      "A title\n\nA text wrapped\nby hand.\nNext line",
      ["A title", "A text wrapped\nby hand.", "Next line"],
    ],
    ["1. First thing\n2. Second thing", ["1. First thing", "2. Second thing"]],
    ["  \n lead and trail \n\n ", ["lead and trail"]],
    [
      "I live in the U.S. Army town. It was 2020. Then 2021.",
      ["I live in the U.S. Army town.", "It was 2020.", "Then 2021."],
    ],
    ["", []],
    [" \n\t ", []],
  ];
  for (const [text, expected] of cases) {
    it(`segments ${JSON.stringify(text)}`, () => {
      assert.deepEqual(textsOf(text), expected);
      assert.deepEqual(textsOf(...Array.from(text)), expected);
    });
  }

  it("gives a sentence as soon as the space behind its stop has come", () => {
    const segmenter = new Segmenter();
    assert.deepEqual(segmenter.push("Hello there."), []);
    assert.deepEqual(segmenter.push(" "), [{ text: "Hello there.", startChars: 0, chars: 12 }]);
    assert.equal(segmenter.heldUnits, 0);
  });

  it("counts offsets in code points", () => {
    const segments = segment("👋🏽 Hi! 𝒳yz.");
    assert.deepEqual(
      segments.map(({ startChars, chars }) => [startChars, chars]),
      [
        [0, 6],
        [7, 4],
      ],
    );
  });
});

describe("Segmenter, long sentences", () => {
  it("cuts the first one early at a clause, so that sound begins soon", () => {
    const clause = "this is a clause of some length";
    const [first, ...rest] = textsOf(Array.from({ length: 20 }, () => clause).join(", "));
    assert.equal(first, `${clause}, ${clause},`);
    assert.ok(rest.every((text) => text.length <= 260));
  });

  it("cuts at a space where there is no clause, and in a word where there is no space", () => {
    for (const text of textsOf("word ".repeat(500))) assert.match(text, /^word( word)*$/);
    assert.ok(textsOf("x".repeat(100_000)).every((text) => text.length <= SEGMENT_CHARS_MAX));
  });

  it("cuts no character from its accents", () => {
    for (const text of textsOf("e\u0301".repeat(2000))) assert.match(text, /^(e\u0301)+$/);
    for (const text of textsOf("a", "𝒳".repeat(2000)))
      assert.ok(Array.from(text).every((c) => c === "a" || c === "𝒳"));
  });

  it("takes time linear in the text", () => {
    // Each text would take minutes if a character were looked at once for every one behind it.
    const texts = [
      "x".repeat(1e6),
      "...".repeat(300_000),
      " ".repeat(1e6),
      "a ".repeat(5e5),
      "\u0300".repeat(1e6),
      "\n".repeat(1e6),
    ];
    for (const text of texts) {
      const segmenter = new Segmenter();
      const segments: Segment[] = [];
      for (let at = 0; at < text.length; at += 7) {
        for (const complete of segmenter.push(text.slice(at, at + 7))) segments.push(complete);
      }
      assertNothingLostFast(text, [...segments, ...segmenter.finish()]);
    }
  });
});

function assertNothingLostFast(whole: string, segments: readonly Segment[]): void {
  const spoken = segments.map(({ text }) => text).join("");
  assert.equal(spoken.replace(/\s+/g, "").length, whole.replace(/\s+/g, "").length);
}

describe("Segmenter, properties", () => {
  it("loses no text, whatever the text and its split", () => {
    fc.assert(
      fc.property(anyText, anySplit, (text, lengths) => {
        assertNothingLost(text, segment(...splitAt(text, lengths)));
      }),
      { numRuns: 400 },
    );
  });

  it("gives the same segments for every split", () => {
    fc.assert(
      fc.property(anyText, anySplit, (text, lengths) => {
        assert.deepEqual(segment(...splitAt(text, lengths)), segment(text));
      }),
      { numRuns: 400 },
    );
  });

  it("loses no text to time-outs, and cuts no word at them", () => {
    fc.assert(
      fc.property(
        fc.lorem({ maxCount: 60 }),
        fc.array(fc.integer({ min: 1, max: 30 })),
        (text, lengths) => {
          const segmenter = new Segmenter();
          const segments = splitAt(text, lengths).flatMap((piece) => [
            ...segmenter.push(piece),
            ...segmenter.flushStable(),
          ]);
          segments.push(...segmenter.finish());
          assertNothingLost(text, segments);
          const words = segments.flatMap((s) => s.text.split(/\s+/));
          assert.deepEqual(words, text.split(/\s+/));
        },
      ),
    );
  });

  it("holds back less than a segment", () => {
    fc.assert(
      fc.property(anyText, anySplit, (text, lengths) => {
        const segmenter = new Segmenter();
        for (const piece of splitAt(text, lengths)) {
          segmenter.push(piece);
          assert.ok(segmenter.heldUnits < SEGMENT_CHARS_MAX);
        }
      }),
    );
  });
});

describe("Segmenter.flushStable", () => {
  const cases: [string, string[], string][] = [
    ["Hello wor", ["Hello"], "wor"],
    ["Hello world.", ["Hello world."], ""],
    ["Hello, ", ["Hello,"], ""],
    ["Ask Dr.", ["Ask"], "Dr."],
    ["He said “yes”", ["He said “yes”"], ""],
    ["今天天气", ["今天天气"], ""],
    ["Hello", [], "Hello"],
  ];
  for (const [text, expected, rest] of cases) {
    it(`speaks what is stable of ${JSON.stringify(text)}`, () => {
      const segmenter = new Segmenter();
      assert.deepEqual(segmenter.push(text), []);
      assert.deepEqual(
        segmenter.flushStable().map((s) => s.text),
        expected,
      );
      assert.equal(segmenter.heldUnits, rest.length);
      assert.deepEqual(
        segmenter.finish().map((s) => s.text),
        rest === "" ? [] : [rest],
      );
    });
  }
});

describe("countCodePoints", () => {
  it("agrees with the iteration of strings", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        assert.equal(countCodePoints(text), Array.from(text).length);
      }),
    );
  });
});
