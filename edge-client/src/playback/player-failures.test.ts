import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bench, sound } from "../../test/support/player-bench.js";
import { DeviceError } from "../device/device-error.js";

describe("a player whose sink fails", () => {
  it("opens a lost device again and plays what was not heard", async () => {
    const { clock, sink, player } = bench(true);
    await player.write(sound(1000));
    await clock.advance(400);
    sink.failures.set("write", new DeviceError("deviceLost", "x", "It went away; plug it in."));
    await clock.advance(50);
    assert.equal(player.state, "buffering");
    const end = player.end();
    await clock.advance(3000);
    const last = await end;
    assert.equal(last.sinkRestarts, 1);
    assert.equal(last.underruns, 1);
    assert.ok(last.underrunMs >= 250 && last.underrunMs <= 500);
    assert.equal(last.playedSamples, 8000);
    const again = Buffer.concat(sink.openings[1] ?? []);
    const heardMs = 1000 - again.length / 16;
    assert.ok(heardMs >= 400 && heardMs <= 440, `${heardMs}`);
    assert.ok(again.subarray(80).equals(sound(1000 - heardMs, heardMs).subarray(80)));
  });

  it("gives up on a device that stays away, with its error from every call", async () => {
    const { clock, sink, player } = bench(true);
    const lost = new DeviceError("deviceLost", "x", "It went away; plug it in.");
    await player.write(sound(1000));
    const heard = assert.rejects(player.endUtterance(), lost);
    await clock.advance(100);
    sink.broken = lost;
    await clock.advance(100_000);
    await heard;
    assert.equal(sink.openings.length, 6, "once, and five times again");
    await assert.rejects(player.write(sound(10)), lost);
    await assert.rejects(player.end(), lost);
    assert.equal(player.state, "stopped");
  });

  it("does not wait for a device that was never there", async () => {
    const { sink, player } = bench(true);
    const missing = new DeviceError("deviceMissing", "x", "There is none; plug one in.");
    sink.failures.set("open", missing);
    await player.write(sound(100));
    await assert.rejects(player.end(), missing);
    assert.deepEqual(sink.openings, []);
  });

  it("takes a device that accepts no sound for stalled", async () => {
    const { clock, sink, player } = bench(true);
    const never = new Promise<void>(() => undefined);
    sink.write = () => never;
    await player.write(sound(100));
    const end = assert.rejects(player.end(), { kind: "stalled" });
    for (let attempt = 0; attempt < 6; attempt++) await clock.advance(40_000);
    await end;
  });

  it("fails at once when its disk is full", async () => {
    const { sink, player } = bench(false);
    const full = new DeviceError("diskFull", "x", "There is no room; free some.");
    sink.failures.set("write", full);
    await player.write(sound(100));
    await assert.rejects(player.end(), full);
    assert.equal(sink.calls.filter((call) => call === "close").length, 1);
  });
});
