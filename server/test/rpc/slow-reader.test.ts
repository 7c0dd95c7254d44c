import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { status } from "@grpc/grpc-js";
import { SynthesizeRequest } from "@sotto/proto";
import { liveBytes } from "../support/live-bytes.js";
import { RawClient } from "../support/raw-client.js";
import { speak } from "../support/speech.js";
import { stepCounter } from "../support/step-counter.js";
import { withServer } from "../support/test-server.js";
import { waitUntil } from "../support/wait-until.js";

const PATH = "/sotto.tts.v1.SynthesisService/Synthesize";
// An hour of sound: nobody has it all in a buffer.
const LONG = SynthesizeRequest.encode(speak("word ".repeat(12_000))).finish();
// More sound than the buffers on the way hold, but not much.
const SHORT = SynthesizeRequest.encode(speak("One two three four. ".repeat(8))).finish();
const SENTENCES = SynthesizeRequest.encode(
  speak("A sentence of the usual length, neither long nor short. ".repeat(20)),
).finish();
const STREAMS = 200;
const MIB = 1024 * 1024;

describe("a client that does not read", () => {
  it("is computed for only as far as its buffers hold, and costs little memory", async () => {
    const steps = stepCounter();
    await withServer({ telemetry: steps.telemetry }, async (server) => {
      const client = await RawClient.open(server.address);
      const rssBefore = process.memoryUsage.rss();
      client.call(PATH).send(LONG).end();
      await steps.still();
      assert.ok(steps.count() > 1);
      assert.ok(process.memoryUsage.rss() - rssBefore < 32 * MIB);
      client.close();
      await server.idle();
    });
  });

  it("is ended as stalled, though it answers pings, and gives its place back", async () => {
    const config = { writeStallMs: 200, keepaliveTimeMs: 100 };
    await withServer({ config }, async (server) => {
      const client = await RawClient.open(server.address);
      const call = client.call(PATH).send(LONG).end();
      await waitUntil(() => server.live.leases === 1, "the stream holds a place");
      await server.idle();
      const { status: code, rstCode } = await call.readAll();
      // The status can't pass the sound that nobody reads: the stream is cut off.
      assert.deepEqual([code, rstCode], [undefined, 8]);
      assert.equal(client.closed, false);
      client.close();
    });
  });

  it("is ended at the server's own deadline", async () => {
    await withServer({ config: { callMs: 300, writeStallMs: 60_000 } }, async (server) => {
      const client = await RawClient.open(server.address);
      client.call(PATH).send(LONG).end();
      await waitUntil(() => server.live.leases === 1, "the stream holds a place");
      await server.idle();
      client.close();
    });
  });

  it("is ended at its own deadline, though grpc-js would not", async () => {
    await withServer({ config: { writeStallMs: 60_000 } }, async (server) => {
      const client = await RawClient.open(server.address);
      client.call(PATH, { "grpc-timeout": "300m" }).send(LONG).end();
      await waitUntil(() => server.live.leases === 1, "the stream holds a place");
      await server.idle();
      client.close();
    });
  });

  it("gets what is left when it reads again in time", async () => {
    await withServer({}, async (server) => {
      const client = await RawClient.open(server.address);
      const reference = await client.call(PATH).send(SHORT).end().readAll();
      const late = client.call(PATH).send(SHORT).end();
      await waitUntil(() => server.live.leases === 1, "the stream holds a place");
      const outcome = await late.readAll();
      assert.equal(outcome.status, status.OK);
      // The statistics at the end are numbers of varying length.
      assert.ok(Math.abs(outcome.bytes - reference.bytes) < 100);
      client.close();
      await server.idle();
    });
  });

  it("does not disturb others, and hundreds of them cost little memory each", async () => {
    const config = { ratedStreams: 400, streamsPerConnectionMax: 400, writeStallMs: 60_000 };
    const steps = stepCounter();
    await withServer({ config, telemetry: steps.telemetry }, async (server) => {
      const reader = await RawClient.open(server.address);
      const speakShort = async (): Promise<void> => {
        assert.equal((await reader.call(PATH).send(SHORT).end().readAll()).status, status.OK);
      };
      await speakShort();
      const before = await liveBytes();
      const idlers = await RawClient.open(server.address);
      for (let n = 0; n < STREAMS; n += 1) idlers.call(PATH).send(SENTENCES).end();
      await waitUntil(() => server.live.leases === STREAMS, "all streams hold a place");
      for (let n = 0; n < 5; n += 1) await speakShort();
      await steps.still();
      assert.ok(steps.count() > STREAMS * 2);
      // The server's side of one is 60 KiB; the client's side is in this process, too, and counted.
      const each = ((await liveBytes()) - before) / STREAMS;
      assert.ok(each < 224 * 1024, `${each} bytes`);
      idlers.close();
      await server.idle();
      assert.ok((await liveBytes()) - before < 4 * MIB);
      reader.close();
    });
  });
});
