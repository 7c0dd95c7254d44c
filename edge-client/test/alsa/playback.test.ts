import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { PcmFormat } from "../../src/pcm-format.js";
import { openSink } from "../../src/playback/open-sink.js";
import type { Player } from "../../src/playback/player.js";
import { createPlayer } from "../../src/playback/stream-player.js";
import { type AlsaFixture, bytesIn, createAlsaFixture, missingAlsa } from "../support/alsa.js";

const FORMAT: PcmFormat = { encoding: "s16le", sampleRateHz: 24_000, channels: 1 };

const missing = await missingAlsa(false);
if (missing !== undefined) console.log(`ALSA playback is not tested here: ${missing}.`);

function play(fixture: AlsaFixture, device: string): Player {
  const { environment } = fixture;
  return createPlayer({ sink: openSink({ kind: "device", device, environment }, FORMAT) });
}

/** The ids of this process's aplay children. */
function aplays(): number[] {
  const children = execFileSync("ps", [
    "-o",
    "pid=,comm=",
    "--ppid",
    String(process.pid),
  ]).toString();
  return children
    .split("\n")
    .filter((line) => line.trim().endsWith("aplay"))
    .map((line) => Number.parseInt(line, 10));
}

describe("playing with aplay", { skip: missing !== undefined }, () => {
  it("brings every byte to the device, and nothing else but the last period's padding", async () => {
    using fixture = await createAlsaFixture();
    const said = randomBytes(24_000);
    await using player = play(fixture, fixture.playbackDevice);
    for (let at = 0; at < said.length; at += 3000) await player.write(said.subarray(at, at + 3000));
    const last = await player.end();
    const heard = bytesIn(fixture.playbackFile);
    assert.ok(heard.subarray(0, said.length).equals(said));
    assert.ok(heard.length - said.length <= 960, "a period of 20 ms at most");
    assert.ok(heard.subarray(said.length).every((byte) => byte === 0));
    assert.deepEqual([last.playedSamples, last.underruns, last.sinkRestarts], [12_000, 0, 0]);
    assert.deepEqual(aplays(), []);
  });

  it("says that a speaker is missing", async () => {
    using fixture = await createAlsaFixture();
    await using player = play(fixture, "no_such_speaker");
    await player.write(Buffer.alloc(4800));
    await assert.rejects(player.end(), {
      name: "DeviceError",
      kind: "deviceMissing",
      message: /There is no speaker "no_such_speaker"; .*\./,
    });
  });

  it("goes on with what was not heard when aplay is killed", async () => {
    using fixture = await createAlsaFixture();
    const said = randomBytes(36_000);
    await using player = play(fixture, fixture.playbackDevice);
    await player.write(said);
    const end = player.end();
    while (bytesIn(fixture.playbackFile).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (const pid of aplays()) process.kill(pid, "SIGKILL");
    const last = await end;
    assert.deepEqual([last.playedSamples, last.sinkRestarts], [18_000, 1]);
    // The device's file is written anew by the second aplay; its end is the end of what was said.
    const heard = readFileSync(fixture.playbackFile);
    assert.ok(heard.includes(said.subarray(said.length - 2000)));
  });

  it("leaves no aplay behind after barge-in, and can be written to again", async () => {
    using fixture = await createAlsaFixture();
    await using player = play(fixture, fixture.playbackDevice);
    await player.write(randomBytes(48_000), 0);
    while (aplays().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const position = await player.interrupt();
    assert.deepEqual(aplays(), []);
    assert.ok(position.playedSamples < 24_000);
    const again = randomBytes(4800);
    await player.write(again, 100_000);
    assert.equal((await player.end()).playedSamples, 102_400);
    assert.ok(bytesIn(fixture.playbackFile).subarray(0, again.length).equals(again));
  });
});
