import assert from "node:assert/strict";
import { connect as connectTcp, type Socket } from "node:net";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { status } from "@grpc/grpc-js";
import { StreamSynthesizeRequest, SynthesizeRequest } from "@sotto/proto";
import { withClients } from "../support/clients.js";
import { seededRandom } from "../support/prompt-signal.js";
import { frame, RawClient } from "../support/raw-client.js";
import { configMessage, message, readAll, speak } from "../support/speech.js";
import { withServer } from "../support/test-server.js";
import { waitUntil } from "../support/wait-until.js";

const SERVICE = "/sotto.tts.v1.SynthesisService/";
const SPEAK = `${SERVICE}Synthesize`;
const STREAM = `${SERVICE}StreamSynthesize`;
const TEXT = SynthesizeRequest.encode(speak("Hi.")).finish();
const CONFIG = StreamSynthesizeRequest.encode(configMessage()).finish();
const GARBAGE = Buffer.from([0xff, 0xff, 0xff, 0xff]);
const MIB = 1024 * 1024;

describe("bytes that are no request", () => {
  it("end the call with a status that says why", async () => {
    await withServer({}, async (server) => {
      const client = await RawClient.open(server.address);
      const bomb = gzipSync(Buffer.alloc(64 * MIB));
      const gzipped = frame(bomb);
      gzipped[0] = 1;
      const huge = Buffer.from([0, 0xff, 0xff, 0xff, 0xff]);
      const cases: [string, () => ReturnType<RawClient["call"]>, status][] = [
        ["garbage", () => client.call(SPEAK).send(GARBAGE).end(), status.INVALID_ARGUMENT],
        ["no request", () => client.call(SPEAK).end(), status.INVALID_ARGUMENT],
        [
          "two requests",
          () => client.call(SPEAK).send(TEXT).send(TEXT).end(),
          status.INVALID_ARGUMENT,
        ],
        [
          "an empty request",
          () => client.call(SPEAK).send(Buffer.alloc(0)).end(),
          status.INVALID_ARGUMENT,
        ],
        ["a stream without anything", () => client.call(STREAM).end(), status.INVALID_ARGUMENT],
        ["a stream of garbage", () => client.call(STREAM).send(GARBAGE), status.INVALID_ARGUMENT],
        [
          "garbage after the config",
          () => client.call(STREAM).send(CONFIG).send(GARBAGE),
          status.INVALID_ARGUMENT,
        ],
        [
          "the config twice",
          () => client.call(STREAM).send(CONFIG).send(CONFIG),
          status.INVALID_ARGUMENT,
        ],
        [
          "an unknown message",
          () =>
            client
              .call(STREAM)
              .send(CONFIG)
              .send(Buffer.from([0xf8, 0x01, 0x01])),
          status.INVALID_ARGUMENT,
        ],
        ["a length of 4 GiB", () => client.call(STREAM).sendRaw(huge), status.RESOURCE_EXHAUSTED],
        [
          "a message too large",
          () => client.call(STREAM).send(Buffer.alloc(300 * 1024)),
          status.RESOURCE_EXHAUSTED,
        ],
        [
          "a gzip bomb",
          () => client.call(STREAM, { "grpc-encoding": "gzip" }).sendRaw(gzipped),
          status.RESOURCE_EXHAUSTED,
        ],
        [
          "an unknown method",
          () => client.call(`${SERVICE}Shout`).send(TEXT).end(),
          status.UNIMPLEMENTED,
        ],
      ];
      for (const [name, call, code] of cases) {
        assert.equal((await call().readAll()).status, code, name);
      }
      client.close();
      await server.idle();
    });
  });

  it("never hang a call, whatever they are (seeded fuzz)", async () => {
    await withServer({ config: { idleMs: 100, firstMessageMs: 100 } }, async (server) => {
      const random = seededRandom(2026);
      const below = (limit: number): number => Math.floor(random() * limit);
      const whole = [CONFIG, ...["text", "flush"].map(encodePart), TEXT];
      const client = await RawClient.open(server.address);
      const one = async (): Promise<void> => {
        const call = client.call(below(2) === 0 ? SPEAK : STREAM);
        for (let n = below(4); n >= 0; n -= 1) {
          const bytes = Buffer.from(whole[below(whole.length)] ?? TEXT);
          for (let flips = below(3); flips > 0; flips -= 1) bytes[below(bytes.length)] = below(256);
          const framed = frame(below(8) === 0 ? bytes.subarray(below(bytes.length)) : bytes);
          call.sendRaw(below(20) === 0 ? framed.subarray(0, below(framed.length)) : framed);
        }
        if (below(10) > 0) call.end();
        assert.notEqual((await call.readAll()).status, undefined);
      };
      for (let round = 0; round < 30; round += 1)
        await Promise.all(Array.from({ length: 100 }, one));
      client.close();
      await server.idle();
      await withClients(server.address, async ({ synthesis }) => {
        await readAll(synthesis.synthesize(speak("Still well.")));
      });
    });
  });
});

describe("connections that are no use", () => {
  it("are closed soon, and do not disturb others", async () => {
    await withServer({ config: { prefaceTimeoutMs: 300 } }, async (server) => {
      const half = await Promise.all(Array.from({ length: 50 }, () => openSocket(server.address)));
      for (const socket of half) socket.write("PRI * HTTP/2.0\r\n");
      await withClients(server.address, async ({ synthesis }) => {
        await readAll(synthesis.synthesize(speak("Hi.")));
        await waitUntil(() => half.every(({ closed }) => closed), "all are closed");
        // The one in use is not.
        await readAll(synthesis.synthesize(speak("Hi.")));
        assert.equal(server.live.connections, 1);
      });
    });
  });

  it("are no more than the limit", async () => {
    await withServer({ config: { connectionsMax: 2 } }, async (server) => {
      const first = await RawClient.open(server.address);
      const second = await RawClient.open(server.address);
      const third = await openSocket(server.address);
      await waitUntil(() => third.closed, "the third is closed");
      assert.equal((await first.call(SPEAK).send(TEXT).end().readAll()).status, status.OK);
      second.close();
      await waitUntil(() => server.live.connections === 1, "there is room again");
      const fourth = await RawClient.open(server.address);
      assert.equal((await fourth.call(SPEAK).send(TEXT).end().readAll()).status, status.OK);
      first.close();
      fourth.close();
    });
  });

  it("hold no more than their share of half messages, and not for long", async () => {
    const config = { firstMessageMs: 300, streamsPerConnectionMax: 16 };
    await withServer({ config }, async (server) => {
      const client = await RawClient.open(server.address);
      const part = Buffer.alloc(250 * 1024);
      part.writeUInt32BE(256 * 1024, 1);
      const calls = Array.from({ length: 16 }, () => client.call(STREAM).sendRaw(part));
      for (const call of calls) {
        assert.equal((await call.readAll()).status, status.DEADLINE_EXCEEDED);
      }
      client.close();
      await server.idle();
    });
  });

  it("are found out when their client has vanished", async () => {
    const config = { keepaliveTimeMs: 100, keepaliveTimeoutMs: 100 };
    await withServer({ config }, async (server) => {
      const socket = await openSocket(server.address);
      // A whole preface with empty SETTINGS, and then silence: pings stay unanswered.
      socket.write(
        Buffer.concat([
          Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
          Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
        ]),
      );
      await waitUntil(() => socket.closed, "the connection is closed");
    });
  });
});

function encodePart(kind: string): Uint8Array {
  const part =
    kind === "text"
      ? message({ $case: "text", value: "Hi there." })
      : message({ $case: "flush", value: { id: 1 } });
  return StreamSynthesizeRequest.encode(part).finish();
}

function openSocket(address: string): Promise<Socket> {
  const [host = "", port = ""] = address.split(":");
  return new Promise((resolve) => {
    const socket = connectTcp(Number(port), host, () => {
      resolve(socket);
    });
    socket.on("error", () => undefined);
    socket.resume();
  });
}
