import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AudioEncoding, MarkKind, type SynthesisConfig } from "@sotto/proto";
import { OfflineSpeech } from "../../src/offline/offline-speech.js";
import type { SpeechEvent } from "../../src/session/speech-session.js";

const signal = new AbortController().signal;
const SAMPLES_PER_CHAR = 480;

/** A session with the engine that is made for tests: each character is as many samples. */
function open(config: Partial<SynthesisConfig> = {}): Promise<OfflineSpeech> {
  const options = { samplesPerChar: SAMPLES_PER_CHAR };
  return OfflineSpeech.open({ config, signal, source: { family: "test", options } });
}

async function all(session: OfflineSpeech): Promise<SpeechEvent[]> {
  const events: SpeechEvent[] = [];
  for await (const event of session.events()) events.push(event);
  return events;
}

function samplesOf(events: readonly SpeechEvent[]): number {
  return events.reduce((sum, e) => sum + (e.$case === "audio" ? e.value.samples : 0), 0);
}

describe("OfflineSpeech", () => {
  it("speaks with a server's messages: started, sound in order, marks, statistics, flushed", async () => {
    await using session = await open({ marks: [MarkKind.WORD] });
    const received = all(session);
    await session.sendText("One two. ");
    await session.sendText("Three.");
    const flushed = session.flush();
    await session.sendText("Four.");
    session.end();
    const events = await received;
    assert.deepEqual(await flushed, { kind: "flushed", utterance: 1 });
    assert.equal(events[0]?.$case, "started");
    const chunks = events.flatMap((e) => (e.$case === "audio" ? [e.value] : []));
    let samples = 0;
    for (const [i, chunk] of chunks.entries()) {
      assert.deepEqual([chunk.sequence, chunk.sampleOffset], [i, samples]);
      assert.equal(chunk.audio.length, chunk.samples * 2);
      samples += chunk.samples;
    }
    const done = events.flatMap((e) => (e.$case === "utteranceDone" ? [e.value] : []));
    assert.deepEqual(
      done.map(({ utterance }) => utterance),
      [1, 2],
    );
    assert.equal(
      done.reduce((sum, d) => sum + d.samples, 0),
      samples,
    );
    assert.equal(done[0]?.textLength, "One two. Three.".length);
    const words = events.flatMap((e) => (e.$case === "marks" ? e.value.marks : []));
    assert.ok(words.length > 0);
    for (const { value, textStart, textEnd, sampleStart } of words.slice(0, 2)) {
      assert.equal("One two. Three.".slice(textStart, textEnd), value);
      assert.ok(sampleStart < samples);
    }
  });

  it("gives the same sound for the same text, however it was split", async () => {
    const sound = async (pieces: readonly string[]): Promise<Buffer> => {
      await using session = await open();
      const received = all(session);
      for (const piece of pieces) await session.sendText(piece);
      session.end();
      const chunks = (await received).map((e) =>
        e.$case === "audio" ? e.value.audio : Buffer.of(),
      );
      return Buffer.concat(chunks);
    };
    const text = "A first sentence. And a second one!";
    assert.deepEqual(await sound([text]), await sound(Array.from(text)));
  });

  it("cancels: no old sound comes after it, and new text goes on where the sound was cut", async () => {
    await using session = await open();
    const events = session.events()[Symbol.asyncIterator]();
    await session.sendText(`${"a long sentence ".repeat(15)}.`);
    const flushed = session.flush();
    for (;;) {
      const { value } = (await events.next()) as { value: SpeechEvent };
      if (value.$case === "audio") break;
    }
    const heard = await session.cancel(100);
    assert.deepEqual(await flushed, { kind: "cancelled" });
    assert.deepEqual([heard.utterance, heard.heardSamples], [1, 100]);
    void session.sendText("New.");
    session.end();
    const rest: SpeechEvent[] = [];
    for (let e = await events.next(); e.done !== true; e = await events.next()) rest.push(e.value);
    assert.equal(rest[0]?.$case, "cancelled");
    const first = rest.find(({ $case }) => $case === "audio");
    assert.ok(first?.$case === "audio");
    assert.equal(first.value.sampleOffset, heard.nextSampleOffset);
    assert.equal(first.value.utterance, 2);
    assert.ok(samplesOf(rest) < 20 * SAMPLES_PER_CHAR);
  });

  it("refuses what it does not have, with what to do", async () => {
    await assert.rejects(open({ voice: "nobody" }), {
      reason: "VOICE_NOT_FOUND",
      message: /The offline voices are .*: choose one/,
    });
    await assert.rejects(open({ output: { encoding: AudioEncoding.OGG_OPUS, sampleRateHz: 0 } }), {
      reason: "UNSUPPORTED_FEATURE",
    });
    await assert.rejects(open({ output: { encoding: 1, sampleRateHz: 8000 } }), {
      reason: "UNSUPPORTED_FEATURE",
      message: /speaks at 24000 Hz/,
    });
    await assert.rejects(open({ prompt: { container: 1, encoding: 0, sampleRateHz: 0 } }), {
      reason: "UNSUPPORTED_FEATURE",
    });
  });

  it("fails with the engine's error, and with the thread's end", async () => {
    const failing = async (kind: "throw" | "crash"): Promise<void> => {
      const faults = [{ kind, atStep: 0 }];
      const source = { family: "test", options: { faults } } as const;
      await using session = await OfflineSpeech.open({ config: {}, signal, source });
      void session.sendText("Hello.");
      session.end();
      await all(session);
    };
    await assert.rejects(failing("throw"), { reason: "INTERNAL" });
    await assert.rejects(failing("crash"), { reason: "WORKER_LOST" });
  });
});
