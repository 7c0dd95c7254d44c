import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type SegmentSpec, testSampleCount, testWaveform } from "@sotto/models";
import {
  CloningKind,
  type GetModelResponse,
  type ListModelsResponse,
  type StreamSynthesizeResponse,
  type SynthesizeResponse,
} from "@sotto/proto";
import { unary, withClients } from "../support/clients.js";
import { configMessage, eventsOf, message, readAll, soundOf, speak } from "../support/speech.js";
import { withServer } from "../support/test-server.js";

const TEXT = "One two three. Four five six.";

describe("every RPC of a real server", () => {
  it("Synthesize says what it decided, sends sound, and ends with statistics", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const replies = await readAll<SynthesizeResponse>(synthesis.synthesize(speak(TEXT)));
        const events = eventsOf(replies);
        assert.equal(events[0], "started");
        assert.equal(events.at(-1), "utteranceDone");
        const samples = soundOf(replies).byteLength / 2;
        assert.ok(samples > 0);
        const last = replies.at(-1)?.event;
        assert.equal(last?.$case === "utteranceDone" && last.value.samples, samples);
      });
      await server.idle();
    });
  });

  it("StreamSynthesize speaks what is written, flushes, and ends after half-close", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const call = synthesis.streamSynthesize();
        call.write(configMessage());
        call.write(message({ $case: "text", value: TEXT }));
        call.write(message({ $case: "flush", value: { id: 7 } }));
        call.write(message({ $case: "text", value: "And once more." }));
        call.end();
        const replies = await readAll<StreamSynthesizeResponse>(call);
        const events = eventsOf(replies);
        assert.deepEqual(
          replies.map(({ sequence }) => sequence),
          replies.map((_, index) => index + 1),
        );
        assert.equal(events[0], "started");
        assert.equal(events.filter((name) => name === "utteranceDone").length, 2);
        const flushed = replies.find(({ event }) => event?.$case === "flushed")?.event;
        assert.deepEqual(flushed?.value, { id: 7, utterance: 1 });
      });
      await server.idle();
    });
  });

  it("the models are listed and told about", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async ({ models }) => {
        const list = await unary<ListModelsResponse>((done) => models.listModels({}, done));
        assert.deepEqual(
          list.models.map(({ id, isDefault }) => [id, isDefault]),
          [["test", true]],
        );
        const { model } = await unary<GetModelResponse>((done) =>
          models.getModel({ id: "test" }, done),
        );
        assert.equal(model?.sampleRateHz, 24_000);
        assert.notEqual(model.features?.cloning, CloningKind.UNSPECIFIED);
        assert.deepEqual(
          await unary<GetModelResponse>((done) => models.getModel({ id: "" }, done)),
          { model },
        );
      });
    });
  });

  it("sends the engine's samples unchanged", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async ({ synthesis, models }) => {
        const { model } = await unary<GetModelResponse>((done) =>
          models.getModel({ id: "" }, done),
        );
        const spec: SegmentSpec = {
          text: "Abc.",
          voice: { kind: "builtIn", name: model?.defaultVoice ?? "" },
          style: "",
          speed: 1,
          seed: 3,
          segmentIndex: 0,
        };
        const replies = await readAll(synthesis.synthesize(speak(spec.text, { seed: spec.seed })));
        const expected = testWaveform(spec, 0, testSampleCount(spec));
        assert.deepEqual(
          soundOf(replies),
          Buffer.from(Int16Array.from(expected, (sample) => sample * 32_768).buffer),
        );
      });
    });
  });
});
