import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { settled } from "../../test/support/fake-clock.js";
import { bench, sound } from "../../test/support/player-bench.js";

describe("a player on a paced sink", () => {
  it("waits for its prebuffer, then plays every byte once, just ahead of the listener", async () => {
    const { clock, sink, player } = bench(true);
    await player.write(sound(40));
    await clock.advance(10);
    assert.equal(player.state, "buffering");
    assert.equal(sink.openings.length, 0);
    await player.write(sound(960, 40));
    await clock.advance(0);
    assert.equal(player.state, "playing");
    await clock.advance(300);
    const aheadMs = sink.framesOf(0) / 8 - 300;
    assert.ok(aheadMs > 200 && aheadMs <= 240, `${aheadMs} ms ahead`);
    assert.equal(player.position().playedSamples, 300 * 8);
    assert.equal(player.position().bufferedMs, 700);
    const ended = player.end();
    await clock.advance(2000);
    const last = await ended;
    assert.ok(sink.bytes.equals(sound(1000)));
    assert.deepEqual(
      [last.state, last.playedSamples, last.underruns, last.bufferedMs],
      ["stopped", 8000, 0, 0],
    );
    assert.deepEqual(sink.calls.slice(-2), ["drain", "close"]);
  });

  it("starts with less than the prebuffer when the utterance is over, or nothing more comes", async () => {
    const short = bench(true, { prebufferMs: 500 });
    await short.player.write(sound(30));
    const heard = short.player.endUtterance();
    await short.clock.advance(40);
    await heard;
    const slow = bench(true, { prebufferMs: 1500 });
    await slow.player.write(sound(30));
    await slow.clock.advance(1499);
    assert.equal(slow.player.state, "buffering");
    await slow.clock.advance(2);
    assert.notEqual(slow.sink.openings.length, 0);
    await short.player[Symbol.asyncDispose]();
    await slow.player[Symbol.asyncDispose]();
  });

  it("fills a gap with silence, counts it once with its length, and waits for more afterwards", async () => {
    const { clock, sink, player } = bench(true);
    await player.write(sound(200));
    await clock.advance(500);
    assert.equal(player.state, "buffering");
    assert.equal(player.position().underruns, 0, "not before sound goes on");
    await player.write(sound(400, 200));
    await clock.advance(100);
    const position = player.position();
    assert.equal(position.underruns, 1);
    // Silence keeps 40 to 60 ms ahead of the listener, which is heard before sound goes on.
    assert.ok(position.underrunMs >= 300 && position.underrunMs <= 365, `${position.underrunMs}`);
    assert.ok(position.prebufferMs >= 360);
    const samples = new Int16Array(Uint8Array.from(sink.bytes).buffer);
    const gap = samples.subarray(200 * 8, 200 * 8 + Math.round(position.underrunMs * 8));
    assert.ok(gap.subarray(40).every((sample) => sample === 0));
    assert.equal(samples[199 * 8], 199 * 8 + 1);
    const end = player.end();
    await clock.advance(1000);
    assert.equal((await end).playedSamples, 600 * 8);
  });

  it("counts no underrun where an utterance ends, even if its end is told late", async () => {
    const { clock, sink, player } = bench(true);
    await player.write(sound(200));
    await clock.advance(300);
    assert.equal(player.state, "buffering");
    await player.endUtterance();
    await clock.advance(600);
    assert.equal(player.position().underruns, 0);
    assert.equal(player.state, "idle", "the device is let go after a while");
    assert.ok(sink.calls.includes("drain"));
    await player[Symbol.asyncDispose]();
  });

  it("joins utterances without a gap, and tells when each was heard", async () => {
    const { clock, sink, player } = bench(true);
    await player.write(sound(100));
    let first = false;
    const heard = player.endUtterance().then(() => {
      first = true;
    });
    await player.write(sound(100, 100));
    await clock.advance(90);
    assert.equal(first, false);
    await clock.advance(30);
    assert.equal(first, true);
    const end = player.end();
    await clock.advance(500);
    await end;
    await heard;
    assert.ok(sink.bytes.equals(sound(200)));
    assert.equal(sink.openings.length, 1);
  });

  it("ends sound at once on barge-in, says what was heard, and plays on with the stream's offsets", async () => {
    const { clock, sink, player } = bench(true);
    await player.write(sound(1000), 0);
    const heard = player.endUtterance();
    const late = player.write(sound(1500, 1000), 8000);
    await clock.advance(300);
    const position = await player.interrupt();
    await heard;
    await late;
    assert.equal(position.playedSamples, 300 * 8);
    assert.equal(position.bufferedMs, 0);
    assert.equal(position.state, "idle");
    assert.equal(sink.calls.at(-1), "stop");
    const given = sink.bytes.length;
    await clock.advance(1000);
    assert.equal(sink.bytes.length, given, "nothing more was played");
    await player.endUtterance();
    await player.write(sound(100), 50_000);
    const end = player.end();
    await clock.advance(500);
    assert.equal((await end).playedSamples, 50_800);
  });

  it("pauses at once and goes on exactly where the listener was", async () => {
    const { clock, sink, player } = bench(true);
    await player.write(sound(600));
    const end = player.end();
    await clock.advance(200);
    await player.pause();
    await clock.advance(5000);
    assert.equal(player.position().playedSamples, 200 * 8);
    assert.equal(player.state, "paused");
    player.resume();
    await clock.advance(1000);
    assert.equal((await end).playedSamples, 600 * 8);
    const resumed = Buffer.concat(sink.openings[1] ?? []);
    // All but the 5 ms of the ramp, from the frame that was next.
    assert.ok(resumed.subarray(80).equals(sound(400, 200).subarray(80)));
    assert.equal(player.position().underruns, 0);
  });

  it("wakes a sleeping speaker with silence, but not a warm one", async () => {
    const { clock, sink, player } = bench(true, { leadSilenceMs: 500, warmMs: 5000 });
    await player.write(sound(100));
    const first = player.endUtterance();
    await clock.advance(700);
    await first;
    await clock.advance(1000);
    assert.equal(player.state, "idle");
    assert.ok(sink.bytes.subarray(0, 8000).every((byte) => byte === 0));
    assert.ok(sink.bytes.subarray(8000, 9600).equals(sound(100)));
    await player.write(sound(100));
    await clock.advance(20);
    assert.ok(Buffer.concat(sink.openings[1] ?? []).equals(sound(100)));
    await player[Symbol.asyncDispose]();
  });

  it("holds its writer back when the ring is full", async () => {
    const { clock, player } = bench(true, { ringMs: 500 });
    let written = false;
    const write = player.write(sound(1000)).then(() => {
      written = true;
    });
    await clock.advance(400);
    assert.equal(written, false);
    await clock.advance(200);
    assert.equal(written, true);
    await write;
    await player[Symbol.asyncDispose]();
  });

  it("reports while it plays, at every change of state, and not when idle", async () => {
    const { clock, player, reports } = bench(true, { reportMs: 100 });
    await player.write(sound(500));
    const heard = player.endUtterance();
    await clock.advance(2000);
    await heard;
    const states = reports.map((report) => report.state);
    assert.deepEqual([...new Set(states)], ["playing", "draining", "idle"]);
    const positions = reports.map((report) => report.playedSamples);
    assert.deepEqual(
      positions,
      positions.toSorted((a, b) => a - b),
    );
    assert.ok(reports.length >= 6, `${reports.length} reports`);
    const count = reports.length;
    await clock.advance(5000);
    assert.equal(reports.length, count);
    await player[Symbol.asyncDispose]();
  });

  it("refuses half frames, and ends quietly when it is disposed in the middle", async () => {
    const { clock, sink, player } = bench(true);
    await assert.rejects(player.write(new Uint8Array(3)), RangeError);
    await player.write(sound(500));
    await clock.advance(100);
    await player[Symbol.asyncDispose]();
    assert.equal(player.state, "stopped");
    assert.equal(sink.calls.at(-1), "close");
    await assert.rejects(player.write(sound(10)), /ended/);
  });
});

describe("a player on an unpaced sink", () => {
  it("passes everything on at once, without silence, prebuffer or underruns", async () => {
    const { sink, player } = bench(false, { prebufferMs: 1000, leadSilenceMs: 1000 });
    await player.write(sound(100));
    await settled();
    assert.equal(sink.bytes.length, 1600);
    await player.endUtterance();
    await player.write(sound(5000, 100));
    const last = await player.end();
    assert.ok(sink.bytes.equals(sound(5100)));
    assert.deepEqual([last.playedSamples, last.underruns, sink.openings.length], [40_800, 0, 1]);
  });
});
