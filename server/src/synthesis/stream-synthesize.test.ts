import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MarkKind } from "@sotto/proto";
import { collect, eventsOf, outlineOf, soundOf } from "../../test/support/drive-synthesis.js";
import { FAKE_MODEL } from "../../test/support/fake-inference.js";
import { fakeRoom, settle } from "../../test/support/fake-synthesis.js";
import {
  assertNothingOpen,
  call,
  cancel,
  config,
  flush,
  pcmOf,
  playback,
  pullUntil,
  text,
} from "../../test/support/stream-call.js";

describe("streamSynthesize", () => {
  it("speaks text in any split, and what is pending at half-close", async () => {
    const { room, pipe, replies } = call(undefined, config());
    for (const letter of "Hello there. How are you") pipe.send(text(letter));
    pipe.end();
    const all = await collect(replies);
    assert.equal(outlineOf(all), "started audio utteranceDone");
    assert.ok(soundOf(all).equals(Buffer.concat([pcmOf("Hello there."), pcmOf("How are you", 1)])));
    assert.deepEqual(
      all.map(({ sequence }) => sequence),
      all.map((_, index) => index + 1),
    );
    await assertNothingOpen(room);
    assert.equal(pipe.returned, true);
  });

  it("answers each flush when all before it was sent, several utterances on one stream", async () => {
    const { room, pipe, replies } = call(undefined, config(), flush(7), text(" \n"), flush(8));
    pipe.send(text("One"), flush(1), text("Two. Three"), flush(2), flush(3)).end();
    const all = await collect(replies);
    assert.equal(
      outlineOf(all),
      "started flushed audio utteranceDone flushed audio utteranceDone flushed",
    );
    assert.deepEqual(eventsOf(all, "flushed"), [
      { id: 7, utterance: 0 },
      { id: 8, utterance: 0 },
      { id: 1, utterance: 1 },
      { id: 2, utterance: 2 },
      { id: 3, utterance: 0 },
    ]);
    const sound = Buffer.concat([pcmOf("One"), pcmOf("Two."), pcmOf("Three", 1)]);
    assert.ok(soundOf(all).equals(sound));
    const ends = eventsOf(all, "utteranceDone").map(({ utterance, samples }) => [
      utterance,
      samples,
    ]);
    assert.deepEqual(ends, [
      [1, 3 * 80],
      [2, 9 * 80],
    ]);
    await assertNothingOpen(room);
  });

  it("lets an utterance without anything to say end without sound", async () => {
    const { pipe, replies } = call(undefined, config(), text("🙂"), flush(1));
    pipe.end();
    const all = await collect(replies);
    assert.equal(outlineOf(all), "started utteranceDone flushed");
    assert.equal(eventsOf(all, "utteranceDone")[0]?.samples, 0);
  });

  it("speaks what is held back when no more text comes in time, but no half word", async () => {
    const { room, pipe, replies } = call(
      undefined,
      config({ maxTextWaitMs: 200 }),
      text("Hello wor"),
    );
    const first = pullUntil(replies, "audio");
    await settle();
    room.clock.advance(199);
    await settle();
    assert.equal(room.inference.opened.length, 0);
    room.clock.advance(1);
    await first;
    assert.deepEqual(
      room.inference.opened.map((spec) => spec.text),
      ["Hello"],
    );
    pipe.send(text("ld.")).end();
    await collect(replies);
    assert.deepEqual(
      room.inference.opened.map((spec) => spec.text),
      ["Hello", "world."],
    );
    await assertNothingOpen(room);
  });

  it("plans by what the listener reports", async () => {
    const { room, pipe, replies } = call(undefined, config(), text("word ".repeat(60)), flush(1));
    await pullUntil(replies, "audio");
    pipe.send(playback(5000));
    await settle();
    await pullUntil(replies, "audio");
    await pullUntil(replies, "audio");
    const last = room.inference.orders.at(-1);
    assert.ok((last?.deadlineMs ?? 0) >= room.clock.now() + 4000);
    await replies.return(undefined);
    await assertNothingOpen(room);
  });

  it("orders no steps while the client doesn't read, and reads no more than it may hold", async () => {
    const { room, pipe, replies } = call(undefined, config());
    for (let count = 0; count < 40; count++) pipe.send(text("A sentence of text. ".repeat(500)));
    await pullUntil(replies, "audio");
    await settle();
    const steps = room.inference.orders.length;
    await settle();
    assert.equal(room.inference.orders.length, steps);
    assert.ok(steps <= 2);
    assert.ok(pipe.unread > 30, `${pipe.unread} unread`);
    await replies.return(undefined);
    await assertNothingOpen(room);
  });

  it("reads on only as a client that asks much takes the answers", async () => {
    const { pipe, replies } = call(undefined, config());
    for (let id = 0; id < 5000; id++) pipe.send(flush(id), cancel());
    await pullUntil(replies, "started");
    await settle();
    assert.ok(pipe.unread > 9000, `${pipe.unread} unread`);
    await replies.return(undefined);
  });
});

describe("streamSynthesize, cancel", () => {
  it("drops what is pending and goes on with a new utterance", async () => {
    const { room, pipe, replies, observer } = call(
      undefined,
      config(),
      text("A first sentence. A second one. A third"),
      flush(1),
      text("More."),
    );
    const before = await pullUntil(replies, "audio");
    pipe.send(cancel(40), text("After"), flush(2)).end();
    await settle();
    const after = await collect(replies);
    assert.equal(outlineOf(after), "cancelled audio utteranceDone flushed");
    const sent = eventsOf(before, "audio").reduce((sum, { samples }) => sum + samples, 0);
    assert.deepEqual(eventsOf(after, "cancelled"), [
      { utterance: 1, heardSamples: 40, heardTextEnd: 1, nextSampleOffset: sent },
    ]);
    assert.deepEqual(eventsOf(after, "flushed"), [{ id: 2, utterance: 3 }]);
    assert.equal(eventsOf(after, "audio")[0]?.sampleOffset, sent);
    assert.ok(soundOf(after).equals(pcmOf("After")));
    assert.equal(observer.bargeIns, 1);
    await assertNothingOpen(room);
  });

  it("tells how much text was heard, to the end of the last word begun", async () => {
    const words = "One two three four five six seven eight nine ten";
    const unit = FAKE_MODEL.hopSamples;
    for (const [heardUnits, expected] of [
      [0, 0],
      [1, 3],
      [4, 3],
      [4.5, 7],
      [9, 13],
    ] as const) {
      const { pipe, replies } = call(undefined, config(), text(words), flush(1));
      await pullUntil(replies, "utteranceDone");
      pipe.send(playback(0, Math.floor(heardUnits * unit)), cancel()).end();
      const [cancelled] = eventsOf(await collect(replies), "cancelled");
      assert.equal(cancelled?.heardTextEnd, expected, `${heardUnits} units heard`);
      assert.equal(cancelled.utterance, 1);
    }
  });

  it("never tells more than was sent, and tells of nothing where nothing was", async () => {
    const { pipe, replies } = call(undefined, config(), cancel(1e9));
    pipe.end();
    const [cancelled] = eventsOf(await collect(replies), "cancelled");
    const nothing = { utterance: 0, heardSamples: 0, heardTextEnd: 0, nextSampleOffset: 0 };
    assert.deepEqual(cancelled, nothing);
  });

  it("stops a step that is being computed at once", async () => {
    const room = fakeRoom({ beforeStep: () => new Promise<void>(() => undefined) });
    const { pipe, replies } = call(room, config(), text("Hello there."), flush(1));
    const cancelled = pullUntil(replies, "cancelled");
    await settle();
    assert.equal(room.inference.orders.length, 1);
    pipe.send(cancel());
    await cancelled;
    await settle();
    assert.equal(room.inference.openSegments, 0);
    await replies.return(undefined);
    await assertNothingOpen(room);
  });

  it("sends no sound of old text after cancelled, wherever it comes", async () => {
    const messages = [
      config({ marks: [MarkKind.WORD] }),
      text("Old text here. And more of it."),
      flush(1),
    ];
    const reference = call(undefined, ...messages);
    reference.pipe.end();
    const whole = await collect(reference.replies);
    for (let at = 1; at <= whole.length; at++) {
      const { room, pipe, replies } = call(undefined, ...messages);
      for (let pulled = 0; pulled < at; pulled++) await replies.next();
      pipe.send(cancel(), text("New."), flush(2)).end();
      await settle();
      const rest = await collect(replies);
      const cut = rest.findIndex(({ event }) => event?.$case === "cancelled");
      const after = rest.slice(cut + 1);
      assert.ok(cut >= 0 && soundOf(after).equals(pcmOf("New.")), `cancelled after ${at}`);
      assert.deepEqual(
        eventsOf(after, "flushed").map(({ id }) => id),
        [2],
      );
      await assertNothingOpen(room);
    }
  });
});
