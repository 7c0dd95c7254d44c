import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type SegmentSpec, testSampleCount, testWaveform } from "@sotto/models";
import { MarkKind, PromptFormat, type StreamSynthesizeResponse } from "@sotto/proto";
import { withClients } from "../support/clients.js";
import { eventsOf, soundOf } from "../support/drive-synthesis.js";
import { seededRandom } from "../support/prompt-signal.js";
import { configMessage, message, readAll, type StreamCall } from "../support/speech.js";
import { stepCounter } from "../support/step-counter.js";
import { withServer } from "../support/test-server.js";

const text = (value: string) => message({ $case: "text", value });
const flush = (id: number) => message({ $case: "flush", value: { id } });
const cancel = (playedSamples: number) => message({ $case: "cancel", value: { playedSamples } });

function soundOfTest(spokenText: string): Buffer {
  const voice = { kind: "builtIn", name: "tone" } as const;
  const spec: SegmentSpec = {
    text: spokenText,
    voice,
    style: "",
    speed: 1,
    seed: 0,
    segmentIndex: 0,
  };
  const samples = testWaveform(spec, 0, testSampleCount(spec));
  return Buffer.from(Int16Array.from(samples, (sample) => sample * 32_768).buffer);
}

/** Reads until `isLast` holds for a reply. */
async function readUntil(
  replies: AsyncIterator<StreamSynthesizeResponse>,
  isLast: (reply: StreamSynthesizeResponse) => boolean,
): Promise<StreamSynthesizeResponse[]> {
  const all: StreamSynthesizeResponse[] = [];
  for (;;) {
    const next = await replies.next();
    assert.ok(next.done !== true, "the stream has ended");
    all.push(next.value);
    if (isLast(next.value)) return all;
  }
}

function iterate(call: StreamCall): AsyncIterator<StreamSynthesizeResponse> {
  return (call as AsyncIterable<StreamSynthesizeResponse>)[Symbol.asyncIterator]();
}

describe("barge-in over a real connection", () => {
  it("ends the old text at once wherever it comes, and goes on with the new", async () => {
    const steps = stepCounter();
    await withServer({ engine: { stepCostMs: 1 }, telemetry: steps.telemetry }, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const random = seededRandom(11);
        for (let round = 0; round < 15; round++) {
          const call = synthesis.streamSynthesize();
          const replies = iterate(call);
          call.write(configMessage({ marks: [MarkKind.WORD] }));
          call.write(text("An old sentence that goes on and on. ".repeat(100)));
          call.write(flush(1));
          let left = Math.floor(random() * 60);
          const before = await readUntil(replies, () => left-- === 0);
          const sent = eventsOf(before, "audio").reduce((sum, { samples }) => sum + samples, 0);
          call.write(cancel(Math.floor(sent / 2)));
          call.write(text("New."));
          call.write(flush(2));
          call.end();
          const until = await readUntil(replies, ({ event }) => event?.$case === "cancelled");
          const [cancelled] = eventsOf(until, "cancelled");
          assert.equal(cancelled?.heardSamples, Math.floor(sent / 2));
          assert.ok(cancelled.nextSampleOffset >= sent);
          const after = await readUntil(replies, ({ event }) => event?.$case === "flushed");
          assert.deepEqual(eventsOf(after, "flushed"), [{ id: 2, utterance: 2 }]);
          assert.ok(soundOf(after).equals(soundOfTest("New.")), `round ${round}`);
          const all = [...before, ...until, ...after];
          assert.deepEqual(
            all.map(({ sequence }) => sequence),
            all.map((_, index) => index + 1),
          );
          assert.equal((await replies.next()).done, true);
        }
      });
      await server.idle();
      // A hundred sentences of 37 characters are 222 s of sound: about 900 steps each round, had they all been made.
      assert.ok(steps.count() < 15 * 200, `${steps.count()} steps`);
    });
  });

  it("tells the text that was heard by the words that the listener reported", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const call = synthesis.streamSynthesize();
        const replies = iterate(call);
        call.write(configMessage());
        call.write(text("One two three four."));
        call.write(flush(1));
        await readUntil(replies, ({ event }) => event?.$case === "flushed");
        // 1440 samples a character: the listener is in the middle of "three".
        call.write(cancel(10 * 1440));
        call.end();
        const [cancelled] = eventsOf(await readUntil(replies, () => true), "cancelled");
        assert.equal(cancelled?.heardTextEnd, "One two three".length);
        assert.equal(cancelled.utterance, 1);
        await replies.next();
      });
      await server.idle();
    });
  });
});

describe("a stream over a real connection", () => {
  it("speaks in the voice of a prompt that is sent in pieces, the same each time", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const speakOnce = async (pieceBytes: number): Promise<StreamSynthesizeResponse[]> => {
          const call = synthesis.streamSynthesize();
          const prompt = PromptFormat.fromPartial({ sampleRateHz: 16_000 });
          call.write(configMessage({ prompt }));
          call.write(text("Hello there."));
          const pcm = Buffer.alloc(16_000 * 2 * 2);
          for (let at = 0; at < pcm.length / 2; at++) {
            pcm.writeInt16LE(Math.round(8000 * Math.sin(at / 20)), at * 2);
          }
          for (let at = 0; at < pcm.length; at += pieceBytes) {
            call.write(message({ $case: "promptAudio", value: pcm.subarray(at, at + pieceBytes) }));
          }
          call.write(message({ $case: "promptEnd", value: { transcript: "" } }));
          call.end();
          return readAll<StreamSynthesizeResponse>(call);
        };
        const [whole, odd] = [await speakOnce(64_000), await speakOnce(1001)];
        const [ready] = eventsOf(whole, "voiceReady");
        assert.match(ready?.voice ?? "", /^voices\/[0-9a-f]{32}$/);
        assert.equal(eventsOf(odd, "voiceReady")[0]?.voice, ready?.voice);
        assert.ok(soundOf(whole).byteLength > 0 && soundOf(whole).equals(soundOf(odd)));
        assert.ok(!soundOf(whole).equals(soundOfTest("Hello there.")));
      });
      await server.idle();
    });
  });
});
