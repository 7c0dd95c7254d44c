import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { status } from "@grpc/grpc-js";
import { StreamSynthesizeRequest, SynthesizeRequest } from "@sotto/proto";
import { rejection, withClients } from "../support/clients.js";
import { RawClient } from "../support/raw-client.js";
import { configMessage, readAll, speak } from "../support/speech.js";
import { withServer } from "../support/test-server.js";

const PATH = "/sotto.tts.v1.SynthesisService/Synthesize";
const STREAM_PATH = "/sotto.tts.v1.SynthesisService/StreamSynthesize";
const SHORT = SynthesizeRequest.encode(speak("One two three.")).finish();

describe("deadlines", () => {
  it("a grpc-timeout is kept, cut, or refused, and never misread", async () => {
    await withServer({}, async (server) => {
      const client = await RawClient.open(server.address);
      const expected: Record<string, status> = {
        "10S": status.OK,
        // grpc-js overflows 32 bits here and would end the call at once.
        "3000000S": status.OK,
        "99999999H": status.OK,
        "0n": status.DEADLINE_EXCEEDED,
        "1u": status.DEADLINE_EXCEEDED,
        abc: status.INVALID_ARGUMENT,
        "1": status.INVALID_ARGUMENT,
        "": status.INVALID_ARGUMENT,
        "-5S": status.INVALID_ARGUMENT,
        "5 S": status.INVALID_ARGUMENT,
        "123456789S": status.INVALID_ARGUMENT,
        "5s": status.INVALID_ARGUMENT,
      };
      for (const [timeout, code] of Object.entries(expected)) {
        const call = client.call(PATH, { "grpc-timeout": timeout }).send(SHORT).end();
        assert.equal((await call.readAll()).status, code, `grpc-timeout: ${timeout}`);
      }
      client.close();
      await server.idle();
    });
  });

  it("the same header does no harm to health and reflection", async () => {
    await withServer({}, async (server) => {
      const client = await RawClient.open(server.address);
      for (const timeout of ["10S", "3000000S"]) {
        const headers = { "grpc-timeout": timeout };
        const health = client
          .call("/grpc.health.v1.Health/Check", headers)
          .send(Buffer.alloc(0))
          .end();
        assert.equal((await health.readAll()).status, status.OK);
        const path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
        assert.equal((await client.call(path, headers).end().readAll()).status, status.OK);
      }
      client.close();
      await server.idle();
    });
  });

  it("a call without a whole request is ended", async () => {
    await withServer({ config: { firstMessageMs: 200 } }, async (server) => {
      const client = await RawClient.open(server.address);
      const silent = client.call(PATH);
      const half = client.call(STREAM_PATH).sendRaw(Buffer.from([0, 0, 0, 1, 0, 7, 7]));
      assert.equal((await silent.readAll()).status, status.DEADLINE_EXCEEDED);
      assert.equal((await half.readAll()).status, status.DEADLINE_EXCEEDED);
      client.close();
      await server.idle();
    });
  });

  it("a stream whose client falls silent is ended at the idle limit", async () => {
    await withServer({ config: { idleMs: 200 } }, async (server) => {
      const client = await RawClient.open(server.address);
      const request = StreamSynthesizeRequest.encode(configMessage()).finish();
      const outcome = await client.call(STREAM_PATH).send(request).readAll();
      assert.equal(outcome.status, status.DEADLINE_EXCEEDED);
      client.close();
      await server.idle();
    });
  });

  it("a client's deadline in the middle of speech ends the work, and says so", async () => {
    await withServer({ engine: { stepCostMs: 5 } }, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const client = await RawClient.open(server.address);
        const text = SynthesizeRequest.encode(speak("word ".repeat(2000))).finish();
        const call = client.call(PATH, { "grpc-timeout": "300m" }).send(text).end();
        const outcome = await call.readAll();
        assert.equal(outcome.status, status.DEADLINE_EXCEEDED);
        assert.match(outcome.message, /deadline/);
        await server.idle();
        const late = synthesis.synthesize(speak("Hi."), { deadline: Date.now() - 1 });
        assert.equal((await rejection(readAll(late))).code, status.DEADLINE_EXCEEDED);
        client.close();
      });
    });
  });
});
