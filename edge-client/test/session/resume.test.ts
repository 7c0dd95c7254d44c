import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto";
import fc from "fast-check";
import type { LinkChange } from "../../src/session/speech-stream-options.js";
import { CuttingProxy } from "../support/cutting-proxy.js";
import { FakeServer } from "../support/fake-server.js";
import { FAKE_CHUNK_SAMPLES, FAKE_RATE_HZ, fakeSound } from "../support/fake-speech.js";
import { FastClock } from "../support/fast-clock.js";
import { iterate, openStream, receive, restOf, skipTo } from "../support/open-stream.js";

const TEXT = "Speak this, please.";
/** About what the replies to {@link TEXT} make on the wire, headers included. */
const DOWN_BYTES = TEXT.length * (FAKE_CHUNK_SAMPLES * 2 + 30) + 300;

describe("SpeechStream over a bad link", () => {
  it("gives the same sound wherever the link is cut, on the way down", async () => {
    await using server = await FakeServer.start();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: DOWN_BYTES }), { minLength: 1, maxLength: 4 }),
        async (cuts) => {
          await using proxy = await CuttingProxy.start(server.port, (connection) => {
            const cut = cuts[connection];
            return cut === undefined ? {} : { cutAfterDownBytes: cut };
          });
          await using stream = openStream(proxy.address, { startBudgetMs: 60_000 });
          await stream.sendText(TEXT);
          const flushed = stream.flush();
          stream.end();
          const { sound, events } = await receive(stream);
          assert.deepEqual(sound, fakeSound(TEXT));
          assert.equal((await flushed).kind, "flushed");
          assert.equal(events.filter(({ $case }) => $case === "started").length, 1);
          assert.equal(events.filter(({ $case }) => $case === "utteranceDone").length, 1);
        },
      ),
      { numRuns: 20, seed: 3 },
    );
  });

  it("loses and repeats no input wherever the link is cut, on the way up", async () => {
    const prompt = Buffer.from(Array.from({ length: 60_000 }, (_, i) => i % 251));
    await using server = await FakeServer.start();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 3 }),
        async (cuts) => {
          await using proxy = await CuttingProxy.start(server.port, (connection) => {
            const cut = cuts[connection];
            return cut === undefined ? {} : { cutAfterUpBytes: cut };
          });
          await using stream = openStream(proxy.address, {
            startBudgetMs: 60_000,
            config: {
              resumeWindowMs: 60_000,
              prompt: { container: 0, encoding: 1, sampleRateHz: 16_000 },
            },
          });
          const received = receive(stream);
          for (let at = 0; at < prompt.length; at += 999) {
            await stream.sendPrompt(prompt.subarray(at, at + 999));
          }
          await stream.endPrompt();
          for (const character of TEXT) await stream.sendText(character);
          stream.end();
          assert.deepEqual((await received).sound, fakeSound(TEXT));
          assert.deepEqual(server.session.prompt, prompt);
        },
      ),
      { numRuns: 15, seed: 4 },
    );
  });

  it("notices a half-open link by itself and goes on", async () => {
    await using server = await FakeServer.start();
    await using proxy = await CuttingProxy.start(server.port, (connection) =>
      connection === 0 ? { holdAfterDownBytes: 5000 } : {},
    );
    const changes: LinkChange["kind"][] = [];
    await using stream = openStream(proxy.address, {
      server: {
        address: proxy.address,
        connectTimeoutMs: 120_000,
        keepaliveMs: 100,
        keepaliveTimeoutMs: 100,
      },
      onLink: ({ kind }) => changes.push(kind),
    });
    await stream.sendText(TEXT);
    stream.end();
    assert.deepEqual((await receive(stream)).sound, fakeSound(TEXT));
    assert.deepEqual(changes, ["lost", "resumed"]);
    assert.equal(stream.reconnects, 1);
  });

  it("lets a barge-in made while the link is down drop the text that was not sent", async () => {
    await using server = await FakeServer.start({ holdAfterChunks: 3 });
    await using proxy = await CuttingProxy.start(server.port);
    let backAgain = (): void => undefined;
    const lost = new Promise<void>((resolve) => {
      backAgain = resolve;
    });
    await using stream = openStream(proxy.address, {
      onLink: ({ kind }) => {
        if (kind === "lost") backAgain();
      },
    });
    const events = iterate(stream);
    await stream.sendText("first");
    void stream.flush();
    await skipTo(events, "audio");
    proxy.refusing = true;
    proxy.cutAll();
    await lost;
    void stream.sendText("never spoken");
    const unsent = stream.flush();
    const cancelled = stream.cancel(0);
    void stream.sendText("last");
    proxy.refusing = false;
    assert.equal((await unsent).kind, "cancelled");
    stream.end();
    const rest = await restOf(events);
    await cancelled;
    const sound = rest.map((e) => (e.$case === "audio" ? e.value.audio : Buffer.of()));
    assert.deepEqual(Buffer.concat(sound), fakeSound("last"));
    const texts = server.session.received.filter(({ $case }) => $case === "text");
    assert.ok(!texts.some(({ value }) => value === "never spoken"));
  });

  it("says what was heard when the server does not hold the stream any more", async () => {
    await using server = await FakeServer.start({ holdAfterChunks: 20 });
    await using proxy = await CuttingProxy.start(server.port);
    await using stream = openStream(proxy.address);
    const events = iterate(stream);
    void stream.sendText("x".repeat(40));
    void stream.flush();
    for (let chunks = 0; chunks < 20; chunks++) await skipTo(events, "audio");
    stream.reportPlayback({ bufferedMs: 0, playedSamples: FAKE_RATE_HZ / 5, underruns: 0 });
    server.forgetful = true;
    proxy.cutAll();
    await assert.rejects(events.next(), (error: unknown) => {
      assert.ok(error instanceof SottoError);
      assert.equal(error.reason, "RESUME_EXPIRED");
      assert.match(error.message, /does not hold the stream any more\. 0\.5 s .* and 0\.2 s heard/);
      return true;
    });
  });

  it("gives up when the server's window is over, and backs off until then", async () => {
    await using server = await FakeServer.start({ holdAfterChunks: 1, resumeWindowMs: 15_000 });
    await using proxy = await CuttingProxy.start(server.port);
    const clock = new FastClock();
    await using stream = openStream(proxy.address, { clock });
    const events = iterate(stream);
    void stream.sendText("xy");
    void stream.flush();
    await skipTo(events, "audio");
    proxy.refusing = true;
    proxy.cutAll();
    await assert.rejects(events.next(), {
      reason: "RESUME_EXPIRED",
      message: /broke for longer than the 15 s .* received: say the rest again/,
    });
    assert.deepEqual(clock.waits, [375, 750, 1500, 3000, 6000]);
  });

  it("can't go on where the server was not asked to hold the stream", async () => {
    await using server = await FakeServer.start({ holdAfterChunks: 1, resumeWindowMs: 0 });
    await using proxy = await CuttingProxy.start(server.port);
    await using stream = openStream(proxy.address);
    const events = iterate(stream);
    void stream.sendText("xy");
    void stream.flush();
    await skipTo(events, "audio");
    proxy.cutAll();
    await assert.rejects(events.next(), { reason: "RESUME_EXPIRED", message: /not asked to hold/ });
  });
});
