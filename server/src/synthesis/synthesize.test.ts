import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AudioEncoding, durationToMs, MarkKind, type SynthesizeResponse } from "@sotto/proto";
import { collect, eventsOf, outlineOf, soundOf } from "../../test/support/drive-synthesis.js";
import { FAKE_MODEL, fakeSamples } from "../../test/support/fake-inference.js";
import { fakeRoom, RecordingSynthesis, settle } from "../../test/support/fake-synthesis.js";
import { assertNothingOpen } from "../../test/support/stream-call.js";
import { pcmOf, request, run, SPEC, TEXT } from "../../test/support/synthesize-call.js";
import { REPLY_SOUND_BYTES_MAX } from "./read-ahead.js";

describe("synthesize", () => {
  it("speaks a text as started, sound and utterance_done, and closes all", async () => {
    const room = fakeRoom();
    const replies = await collect(run(room, request(TEXT)));
    assert.equal(outlineOf(replies), "started audio utteranceDone");
    const expected = pcmOf(
      fakeSamples({ ...SPEC, text: "Hello there.", segmentIndex: 0 }),
      fakeSamples({ ...SPEC, text: "How are you?", segmentIndex: 1 }),
    );
    assert.ok(soundOf(replies).equals(expected));
    await assertNothingOpen(room);
  });

  it("tells in started what was decided", async () => {
    const room = fakeRoom();
    const [first] = eventsOf(await collect(run(room, request("Hi."))), "started");
    assert.deepEqual(first, {
      output: { encoding: AudioEncoding.LINEAR16, sampleRateHz: 8000 },
      model: "fake",
      modelVersion: "1",
      voice: "tone",
      session: "",
      resumeWindowMs: 0,
    });
  });

  it("numbers chunks and samples without gaps, none longer than its limit", async () => {
    const room = fakeRoom();
    const chunks = eventsOf(await collect(run(room, request(TEXT.repeat(20)))), "audio");
    let offset = 0;
    chunks.forEach((chunk, index) => {
      assert.equal(chunk.sequence, index);
      assert.equal(chunk.sampleOffset, offset);
      assert.equal(chunk.audio.byteLength, chunk.samples * 2);
      assert.ok(chunk.audio.byteLength <= REPLY_SOUND_BYTES_MAX);
      assert.equal(chunk.utterance, 1);
      offset += chunk.samples;
    });
    assert.ok(chunks.length > 20);
  });

  it("gives the same bytes for the same seed and others for another", async () => {
    const bytes = async (seed: number): Promise<string> => {
      return soundOf(await collect(run(fakeRoom(), request(TEXT, { seed })))).toString("hex");
    };
    assert.equal(await bytes(7), await bytes(7));
    assert.notEqual(await bytes(7), await bytes(8));
  });

  it("sends marks as asked, as code points of the text and samples of the output rate", async () => {
    const room = fakeRoom();
    const text = "👋🏽 Hi 𝒳yz. Bye.";
    const config = {
      marks: [MarkKind.WORD],
      output: { encoding: AudioEncoding.LINEAR16, sampleRateHz: 16000 },
    };
    const replies = await collect(run(room, request(text, config)));
    const marks = eventsOf(replies, "marks").flatMap((group) => group.marks);
    const points = Array.from(text);
    assert.deepEqual(
      marks.map(({ value }) => value),
      ["👋🏽", "Hi", "𝒳yz.", "Bye."],
    );
    for (const mark of marks) {
      assert.equal(mark.kind, MarkKind.WORD);
      assert.equal(points.slice(mark.textStart, mark.textEnd).join(""), mark.value);
    }
    // One UTF-16 unit is 80 samples of the model, 160 of the output; "Bye." is a segment behind 12 units.
    const firstUnits = "👋🏽 Hi 𝒳yz.".length;
    assert.deepEqual(
      [marks[3]?.sampleStart, marks[3]?.sampleEnd],
      [firstUnits * 160, (firstUnits + 4) * 160],
    );
    const phonemes = await collect(run(room, request("Hi.", { marks: [MarkKind.PHONEME] })));
    assert.deepEqual(
      eventsOf(phonemes, "marks").flatMap((g) => g.marks.map((m) => m.value)),
      ["H"],
    );
  });

  it("computes nothing for a client that doesn't read", async () => {
    const room = fakeRoom();
    const replies = run(room, request(TEXT.repeat(100)));
    await settle();
    assert.equal(room.inference.activeLeases, 0, "nothing runs before the first pull");
    await replies.next();
    await settle();
    const first = room.inference.orders.length;
    assert.ok(first <= 1, `${first} steps`);
    await replies.next();
    await settle();
    const unread = room.inference.orders.length;
    await settle();
    assert.equal(room.inference.orders.length, unread);
    assert.ok(unread <= 2);
    await replies.return(undefined);
    await assertNothingOpen(room);
  });

  it("starts a text of 100,000 characters as soon as a short one", async () => {
    const openedBeforeSound = async (text: string): Promise<number> => {
      const room = fakeRoom();
      const replies = run(room, request(text));
      for await (const { event } of replies) if (event?.$case === "audio") break;
      await assertNothingOpen(room);
      return room.inference.opened.length;
    };
    // The first sentence, and the one after it, which is opened ahead.
    assert.equal(await openedBeforeSound("Hello there. ".repeat(7692)), 2);
  });

  it("skips what can't be said between what can, and refuses a text without anything to say", async () => {
    const room = fakeRoom();
    const replies = await collect(run(room, request("Hi. --- !!! 🙂. Bye.")));
    assert.ok(eventsOf(replies, "audio").length > 0);
    for (const text of ["...", " \n ", "🙂🙂", "?!".repeat(5000)]) {
      await assert.rejects(collect(run(room, request(text))), { reason: "UNSPEAKABLE_TEXT" });
    }
    await assertNothingOpen(room);
  });

  it("reports where the time went", async () => {
    const room = fakeRoom({
      beforeStep: () => {
        room.clock.advance(10);
      },
    });
    const observer = new RecordingSynthesis();
    const replies: SynthesizeResponse[] = [];
    for await (const reply of run(room, request(TEXT), undefined, observer)) {
      replies.push(reply);
      room.clock.advance(2);
    }
    const [done] = eventsOf(replies, "utteranceDone");
    assert.ok(done?.stages);
    const steps = room.inference.orders.length;
    const spoken = "Hello there.How are you?".length;
    assert.equal(done.samples, spoken * FAKE_MODEL.hopSamples);
    assert.equal(durationToMs(done.audioDuration), spoken * 10);
    assert.equal(done.textLength, spoken);
    assert.equal(done.chunks, eventsOf(replies, "audio").length);
    assert.equal(durationToMs(done.stages.frontEnd), steps);
    assert.equal(durationToMs(done.stages.acoustic), steps * 2);
    assert.equal(durationToMs(done.stages.vocoder), steps * 3);
    const computeMs = steps * 6;
    assert.ok(Math.abs(done.realTimeFactor - computeMs / (spoken * 10)) < 1e-6);
    const { firstQueue, firstFrontEnd, firstAcoustic, firstVocoder, firstEncode, firstWrite } =
      done.stages;
    assert.equal(durationToMs(firstWrite), 2);
    const firsts = [
      firstQueue,
      firstFrontEnd,
      firstAcoustic,
      firstVocoder,
      firstEncode,
      firstWrite,
    ];
    const sum = firsts.reduce((total, stage) => total + durationToMs(stage), 0);
    const ttfaMs = durationToMs(done.timeToFirstAudio);
    // The pull of `started` took 2 ms, too.
    assert.equal(ttfaMs, 14);
    assert.ok(sum <= ttfaMs, `${sum} of ${ttfaMs}`);
    assert.deepEqual(observer.firstAudios, [14]);
    assert.equal(observer.utterances.length, 1);
    assert.equal(observer.utterances[0]?.realTimeFactor, done.realTimeFactor);
  });

  it("orders the first step with the deadline 0 and later ones by when the listener runs dry", async () => {
    const room = fakeRoom();
    await collect(run(room, request(TEXT.repeat(10))));
    const [first, ...rest] = room.inference.orders;
    assert.equal(first?.deadlineMs, 0);
    let beforeMs = room.clock.now();
    for (const { deadlineMs } of rest) {
      assert.ok(deadlineMs >= beforeMs);
      beforeMs = deadlineMs;
    }
  });
});
