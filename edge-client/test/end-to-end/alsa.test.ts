import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import type { PcmFormat } from "../../src/pcm-format.js";
import {
  type AlsaFixture,
  bytesIn,
  createAlsaFixture,
  missingAlsa,
  PacedFifoWriter,
} from "../support/alsa.js";
import { RealServer } from "../support/real-server.js";
import { jsonOf, runSotto } from "../support/run-sotto.js";
import { wavFile, wavSound } from "../support/wav.js";

const MIC: PcmFormat = { encoding: "s16le", sampleRateHz: 16_000, channels: 1 };
const PROMPT_SECONDS = 2;
const missing = await missingAlsa(true);

describe("ALSA, the command and the real server, without a sound card", { skip: missing }, () => {
  let server: RealServer;
  let alsa: AlsaFixture;
  /** Speech to be held before the microphone. */
  let speech: Buffer;

  const sotto = (...args: string[]) =>
    runSotto([...args, "--server", server.address, "--json"], { env: alsa.environment });

  before(async () => {
    server = await RealServer.start();
    alsa = await createAlsaFixture();
    const path = `${alsa.directory}/speech.raw`;
    const words = "This is said into the microphone, and it is long enough for a prompt.";
    const flags = ["--rate", "16000", "--out", path, "--retry-ms", "60000"];
    const result = await sotto("say", words, ...flags);
    assert.equal(result.code, 0, result.stderr);
    speech = await readFile(path);
    assert.ok(speech.length > PROMPT_SECONDS * 16_000 * 2);
  });

  after(async () => {
    await server[Symbol.asyncDispose]();
    alsa[Symbol.dispose]();
  });

  it("brings what the microphone hears to the server bit by bit", async () => {
    const wanted = speech.subarray(0, PROMPT_SECONDS * 16_000 * 2);
    await writeFile(`${alsa.directory}/prompt.wav`, wavFile(wanted, 16_000));
    const who = ["enroll", "--name", "Me", "--speaker", "Me", "--consent", "I agree."];
    const filed = await sotto(...who, "--prompt", `${alsa.directory}/prompt.wav`);
    assert.equal(filed.code, 0, filed.stderr);
    using room = new PacedFifoWriter(alsa.captureFifo, speech, MIC);
    const recorded = await sotto(
      ...[...who, "--prompt", "mic", "--prompt-seconds", String(PROMPT_SECONDS)],
      ...["--capture-device", alsa.captureDevice],
    );
    assert.ok(room);
    assert.equal(recorded.code, 0, recorded.stderr);
    // A voice is named by the hash of its samples: one bit off, and it would be another one.
    const { created, voice } = jsonOf(recorded) as { created: boolean; voice: { name: string } };
    assert.equal(voice.name, (jsonOf(filed)["voice"] as { name: string }).name);
    assert.equal(created, false);
  });

  it("brings what the server says to the speaker bit by bit", async () => {
    const text = ["say", "Hello from the other end.", "--seed", "3"];
    const written = await sotto(...text, "--out", `${alsa.directory}/said.raw`);
    assert.equal(written.code, 0, written.stderr);
    const played = await sotto(...text, "--device", alsa.playbackDevice);
    assert.equal(played.code, 0, played.stderr);
    const said = await readFile(`${alsa.directory}/said.raw`);
    // Around it there may be silence: a period that was filled up.
    assert.notEqual(bytesIn(alsa.playbackFile).indexOf(said), -1);
  });

  it("speaks in the voice that it hears, while it hears it", async () => {
    using room = new PacedFifoWriter(alsa.captureFifo, speech, MIC);
    const result = await sotto(
      ...["say", "In your voice.", "--prompt", "mic", "--prompt-seconds", String(PROMPT_SECONDS)],
      ...["--capture-device", alsa.captureDevice, "--device", alsa.playbackDevice],
    );
    assert.ok(room);
    assert.equal(result.code, 0, result.stderr);
    const report = jsonOf(result) as {
      voice: string;
      prompt: { seconds: number };
      peakRssMiB: number;
    };
    assert.match(report.voice, /^voices\//);
    assert.equal(report.prompt.seconds, PROMPT_SECONDS);
    assert.ok(report.peakRssMiB <= 90, `${report.peakRssMiB} MiB`);
  });

  it("records what the microphone hears into a file", async () => {
    using room = new PacedFifoWriter(alsa.captureFifo, speech, MIC);
    const path = `${alsa.directory}/recorded.wav`;
    const flags = ["--out", path, "--seconds", "1", "--capture-device", alsa.captureDevice];
    const result = await runSotto(["record", ...flags], { env: alsa.environment });
    assert.ok(room);
    assert.equal(result.code, 0, result.stderr);
    assert.ok(speech.subarray(0, 32_000).equals(wavSound(await readFile(path))));
  });
});
