import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto";
import { LinkError } from "../../src/session/link-error.js";
import { FakeServer } from "../support/fake-server.js";
import { FAKE_CHUNK_SAMPLES, fakeSound } from "../support/fake-speech.js";
import { FastClock } from "../support/fast-clock.js";
import { iterate, openStream, receive, restOf, skipTo } from "../support/open-stream.js";

describe("SpeechStream", () => {
  it("speaks text that is pushed piece by piece and ends when its input ends", async () => {
    await using server = await FakeServer.start();
    await using stream = openStream(server.address);
    const received = receive(stream);
    for (const piece of ["Hel", "lo ", "there"]) await stream.sendText(piece);
    stream.end();
    const { events, sound } = await received;
    assert.deepEqual(sound, fakeSound("Hello there"));
    assert.equal(events[0]?.$case, "started");
    assert.equal(events.at(-1)?.$case, "utteranceDone");
    assert.equal(stream.reconnects, 0);
  });

  it("sends the prompt before the text, in pieces of at most 64 KiB", async () => {
    await using server = await FakeServer.start();
    await using stream = openStream(server.address, {
      config: { prompt: { container: 0, encoding: 1, sampleRateHz: 16_000 } },
    });
    const received = receive(stream);
    const prompt = Buffer.alloc(200_000, 3);
    await stream.sendPrompt(prompt);
    await stream.endPrompt("what is said");
    await stream.sendText("Hi");
    stream.end();
    const { events } = await received;
    assert.deepEqual(server.session.prompt, prompt);
    const kinds = server.session.received.map(({ $case }) => $case);
    assert.deepEqual(kinds, [
      "config",
      ...Array<string>(4).fill("promptAudio"),
      "promptEnd",
      "text",
    ]);
    assert.ok(events.some(({ $case }) => $case === "voiceReady"));
  });

  it("resolves flushes in order with their utterances", async () => {
    await using server = await FakeServer.start();
    await using stream = openStream(server.address);
    const received = receive(stream);
    void stream.sendText("One");
    const first = stream.flush();
    void stream.sendText("Two");
    const second = stream.flush();
    assert.deepEqual(await Promise.all([first, second]), [
      { kind: "flushed", utterance: 1 },
      { kind: "flushed", utterance: 2 },
    ]);
    stream.end();
    assert.deepEqual((await received).sound, Buffer.concat([fakeSound("One"), fakeSound("Two")]));
  });

  it("cancels: settles flushes, lets no old sound through, and goes on with new text", async () => {
    await using server = await FakeServer.start({ holdAfterChunks: 2 });
    await using stream = openStream(server.address);
    const events = iterate(stream);
    void stream.sendText("a long reply");
    const flushed = stream.flush();
    await skipTo(events, "audio");
    const cancelled = stream.cancel(FAKE_CHUNK_SAMPLES);
    void stream.sendText("new");
    stream.end();
    const rest = await restOf(events);
    assert.deepEqual(await flushed, { kind: "cancelled" });
    const heard = await cancelled;
    assert.equal(heard.heardSamples, FAKE_CHUNK_SAMPLES);
    assert.equal(rest[0]?.$case, "cancelled");
    const sound = rest.map((e) => (e.$case === "audio" ? e.value.audio : Buffer.of()));
    assert.deepEqual(Buffer.concat(sound), fakeSound("new"));
  });

  it("cancels although nobody reads and much is queued", async () => {
    await using server = await FakeServer.start();
    await using stream = openStream(server.address);
    await stream.sendText("x".repeat(500));
    void stream.flush();
    while (server.sessions.size === 0 || server.session.sentChunks < 100) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const heard = await stream.cancel(0);
    assert.equal(heard.heardSamples, 0);
    assert.ok(server.session.sentChunks < 500);
  });

  it("reports playback with the last reply received", async () => {
    await using server = await FakeServer.start({ holdAfterChunks: 1 });
    await using stream = openStream(server.address);
    const events = iterate(stream);
    void stream.sendText("ab");
    void stream.flush();
    await skipTo(events, "audio");
    stream.reportPlayback({ bufferedMs: 12.4, playedSamples: 1e9, underruns: 1 });
    await stream.cancel(1);
    const report = server.session.received.find(({ $case }) => $case === "playback");
    assert.deepEqual(report?.value, {
      bufferedMs: 12,
      // No listener has heard more than was received.
      playedSamples: FAKE_CHUNK_SAMPLES,
      underruns: 1,
      receivedSequence: 2,
    });
  });

  it("fails with the server's own error, and everything that waits with it", async () => {
    const failure = new SottoError("CONSENT_REQUIRED", "No.", { field: "config" });
    await using server = await FakeServer.start({ failures: [failure] });
    await using stream = openStream(server.address);
    const flushed = stream.flush();
    await assert.rejects(receive(stream), { name: "SottoError", reason: "CONSENT_REQUIRED" });
    await assert.rejects(flushed, { reason: "CONSENT_REQUIRED" });
    await assert.rejects(stream.sendText("x"), { reason: "CONSENT_REQUIRED" });
  });

  it("waits as long as a busy server asks for, then begins anew", async () => {
    const busy = new SottoError("BUSY", "Busy.", { retryAfterMs: 3000 });
    await using server = await FakeServer.start({ failures: [busy, busy] });
    const clock = new FastClock();
    await using stream = openStream(server.address, { startBudgetMs: 30_000, clock });
    void stream.sendText("Hi");
    stream.end();
    assert.deepEqual((await receive(stream)).sound, fakeSound("Hi"));
    assert.deepEqual(clock.waits.slice(0, 2), [3300, 3300]);
  });

  it("gives up on a busy server when the time for it is over", async () => {
    const busy = new SottoError("BUSY", "Busy.", { retryAfterMs: 3000 });
    await using server = await FakeServer.start({ failures: [busy, busy] });
    await using stream = openStream(server.address, { startBudgetMs: 4000 });
    await assert.rejects(receive(stream), { reason: "BUSY" });
  });

  it("says what to do when nobody listens", async () => {
    await using stream = openStream("127.0.0.1:1");
    await assert.rejects(receive(stream), (error: unknown) => {
      assert.ok(error instanceof LinkError);
      assert.equal(error.kind, "unreachable");
      assert.match(error.message, /No server answers at 127\.0\.0\.1:1 .*--server HOST:PORT/);
      return true;
    });
  });

  it("gives up on a server that never answers", async () => {
    await using server = await FakeServer.start({ silent: true });
    const stream = openStream(server.address, {
      server: {
        address: server.address,
        connectTimeoutMs: 50_000,
        keepaliveMs: 60_000,
        keepaliveTimeoutMs: 60_000,
      },
    });
    await assert.rejects(receive(stream), { name: "LinkError", kind: "timeout" });
  });

  it("ends at once when its signal aborts", async () => {
    await using server = await FakeServer.start({ holdAfterChunks: 1 });
    const abort = new AbortController();
    await using stream = openStream(server.address, { signal: abort.signal });
    const flushed = stream.flush();
    void stream.sendText("text");
    const received = receive(stream);
    abort.abort();
    await assert.rejects(received, { reason: "CANCELLED" });
    assert.notEqual((await Promise.allSettled([flushed]))[0].status, "pending");
  });
});
