import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { codePointIndexOf, hasMoreCodePoints } from "./code-points.js";
import { HeardText } from "./heard-text.js";
import { ListenerBuffer } from "./listener-buffer.js";
import { ReplyLog } from "./reply-log.js";
import { StageTally } from "./stage-tally.js";

describe("ListenerBuffer", () => {
  it("plays what is sent at once, and counts from now again after it ran dry", () => {
    const listener = new ListenerBuffer(8000);
    assert.equal(listener.bufferedMs(100), 0);
    listener.sent(100, 800);
    listener.sent(150, 800);
    assert.equal(listener.dryAtMs, 300);
    assert.equal(listener.bufferedMs(250), 50);
    assert.equal(listener.bufferedMs(400), 0);
    listener.sent(1000, 80);
    assert.equal(listener.dryAtMs, 1010);
  });

  it("believes reports, and that a listener who barges in has nothing left", () => {
    const listener = new ListenerBuffer(8000);
    listener.sent(0, 8000);
    listener.reported(500, 2000);
    assert.equal(listener.dryAtMs, 2500);
    listener.dropped(600);
    assert.equal(listener.bufferedMs(600), 0);
    listener.dropped(9000);
    assert.equal(listener.dryAtMs, 600);
  });
});

describe("HeardText", () => {
  it("gives the end of the last word begun, as looking at all words does", () => {
    const starts = fc
      .array(fc.nat(1000), { maxLength: 50 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(starts, fc.nat(1100), (sampleStarts, heard) => {
        const text = new HeardText();
        sampleStarts.forEach((start, index) => {
          text.add(start, index + 1);
        });
        assert.equal(text.textEndAt(heard), sampleStarts.filter((start) => start < heard).length);
      }),
    );
  });

  it("remembers a bounded number of words", () => {
    const text = new HeardText();
    for (let word = 0; word < 100_000; word++) text.add(word * 10, word);
    assert.equal(text.textEndAt(1e6), 99_999);
    assert.equal(text.textEndAt(1e6 - 20_000), 97_999);
    assert.equal(text.textEndAt(10), 0);
  });
});

describe("StageTally", () => {
  it("keeps what the first sound cost apart from the rest", () => {
    const tally = new StageTally();
    tally.add("vocoder", 3);
    tally.add("queue", 5);
    tally.firstEncoded();
    tally.add("vocoder", 4);
    tally.add("frontEnd", -1);
    tally.firstEncoded();
    tally.firstWritten(2);
    const times = tally.toStageTimes();
    assert.equal(times.firstVocoder?.nanos, 3e6);
    assert.equal(times.vocoder?.nanos, 7e6);
    assert.equal(times.firstQueue?.nanos, 5e6);
    assert.equal(times.firstWrite?.nanos, 2e6);
    assert.equal(times.frontEnd?.nanos, 0);
    assert.equal(tally.computeMs, 7);
  });
});

describe("ReplyLog", () => {
  const event = (bytes: number) => {
    const audio = Buffer.alloc(bytes);
    const value = { audio, sequence: 0, sampleOffset: 0, samples: 0, utterance: 1 };
    return { $case: "audio" as const, value };
  };

  it("gives replies by sequence until they are acknowledged", () => {
    const log = new ReplyLog(1e6, () => assert.fail("nothing is dropped"));
    for (let count = 0; count < 5; count++) log.add(event(10));
    assert.equal(log.after(0)?.sequence, 1);
    assert.equal(log.after(4)?.sequence, 5);
    assert.equal(log.after(5), undefined);
    log.acknowledge(3);
    assert.equal(log.holds, 2);
    assert.equal(log.after(3)?.sequence, 4);
    assert.deepEqual(
      [2, 3, 5, 6].map((sequence) => log.canResumeAfter(sequence)),
      [false, true, true, false],
    );
    log.acknowledge(1);
    log.acknowledge(99);
    assert.equal(log.holds, 0);
    assert.equal(log.lastSequence, 5);
    assert.deepEqual(
      [4, 5].map((sequence) => log.canResumeAfter(sequence)),
      [false, true],
    );
    log.add(event(10));
    assert.equal(log.after(5)?.sequence, 6);
  });

  it("drops the oldest beyond its bytes, but never the newest", () => {
    let drops = 0;
    const log = new ReplyLog(3000, () => {
      drops += 1;
    });
    for (let count = 0; count < 10; count++) log.add(event(1000));
    assert.equal(log.holds, 2);
    assert.equal(drops, 8);
    assert.equal(log.after(8)?.sequence, 9);
    log.add(event(50_000));
    assert.equal(log.holds, 1);
    assert.equal(log.after(10)?.sequence, 11);
  });
});

describe("code points", () => {
  it("are counted as the iteration of strings counts them", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), fc.nat(40), (text, max) => {
        const points = Array.from(text);
        assert.equal(hasMoreCodePoints(text, max), points.length > max);
        const indexOf = codePointIndexOf(text);
        let units = 0;
        points.forEach((point, index) => {
          assert.equal(indexOf(units), index);
          units += point.length;
        });
        assert.equal(indexOf(units), points.length);
        assert.equal(indexOf(units + 9), points.length);
      }),
    );
  });
});
