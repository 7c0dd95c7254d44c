import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StreamSynthesizeRequest, StreamSynthesizeResponse } from "@sotto/proto";
import { openClients, rejection, sottoErrorOf, withClients } from "../support/clients.js";
import { CuttingProxy } from "../support/cutting-proxy.js";
import { eventsOf, soundOf } from "../support/drive-synthesis.js";
import { seededRandom } from "../support/prompt-signal.js";
import { configMessage, message, readAll } from "../support/speech.js";
import { type TestServer, withServer } from "../support/test-server.js";

const REQUESTS: StreamSynthesizeRequest[] = [
  configMessage({ resumeWindowMs: 20_000 }),
  ...["One two three. ", "Four five six seven ei", "ght. ", "Nine ten. "].map((value) => {
    return message({ $case: "text" as const, value });
  }),
  message({ $case: "flush", value: { id: 5 } }),
  message({ $case: "text", value: "The end of it." }),
];

/** Reads a call for as long as it gives replies; at most `max`. Its failure is no failure here. */
async function readSome(
  call: AsyncIterable<StreamSynthesizeResponse>,
  got: StreamSynthesizeResponse[],
  max: number,
): Promise<void> {
  try {
    for await (const reply of call) {
      got.push(reply);
      if (got.length >= max) break;
    }
  } catch {
    // The link was cut, as it was meant to be.
  }
}

/** Resumes on a link of its own, and sends and reads what is left. */
async function resumeAndRead(
  server: TestServer,
  got: readonly StreamSynthesizeResponse[],
): Promise<StreamSynthesizeResponse[]> {
  const session = eventsOf(got, "started")[0]?.session ?? "";
  const receivedSequence = got.at(-1)?.sequence ?? 0;
  let rest: StreamSynthesizeResponse[] = [];
  await withClients(server.address, async ({ synthesis }) => {
    const call = synthesis.streamSynthesize();
    call.write(message({ $case: "resume", value: { session, receivedSequence } }));
    const replies = (call as AsyncIterable<StreamSynthesizeResponse>)[Symbol.asyncIterator]();
    const { value: first } = (await replies.next()) as { value: StreamSynthesizeResponse };
    const received =
      eventsOf([first], "resumed")[0]?.receivedMessages ?? assert.fail("not resumed");
    for (const request of REQUESTS.slice(received)) call.write(request);
    call.end();
    rest = await readAll({ [Symbol.asyncIterator]: () => replies });
  });
  return rest;
}

async function uncut(server: TestServer): Promise<StreamSynthesizeResponse[]> {
  let all: StreamSynthesizeResponse[] = [];
  await withClients(server.address, async ({ synthesis }) => {
    const call = synthesis.streamSynthesize();
    for (const request of REQUESTS) call.write(request);
    call.end();
    all = await readAll<StreamSynthesizeResponse>(call);
  });
  return all;
}

function assertSame(
  got: readonly StreamSynthesizeResponse[],
  whole: readonly StreamSynthesizeResponse[],
): void {
  // How many messages the sound is cut into may differ; what is in them and that none is missing may not.
  assert.deepEqual(
    got.map(({ sequence }) => sequence),
    got.map((_, index) => index + 1),
  );
  assert.ok(soundOf(got).equals(soundOf(whole)));
  assert.deepEqual(eventsOf(got, "flushed"), eventsOf(whole, "flushed"));
  const lengths = (replies: readonly StreamSynthesizeResponse[]): number[] => {
    return eventsOf(replies, "utteranceDone").map(({ samples }) => samples);
  };
  assert.deepEqual(lengths(got), lengths(whole));
}

describe("resuming over real connections", () => {
  it("goes on bit by bit the same, wherever the link was cut", async () => {
    await withServer({ engine: { stepCostMs: 1 } }, async (server) => {
      const whole = await uncut(server);
      const random = seededRandom(5);
      for (let round = 0; round < 16; round++) {
        const proxy = await CuttingProxy.open(server.address);
        const { synthesis, close } = openClients(proxy.address);
        const call = synthesis.streamSynthesize();
        call.on("error", () => undefined);
        const sent = 2 + Math.floor(random() * (REQUESTS.length - 1));
        for (const request of REQUESTS.slice(0, sent)) call.write(request);
        if (sent === REQUESTS.length) call.end();
        const got: StreamSynthesizeResponse[] = [];
        await readSome(call, got, 1 + Math.floor(random() * 12));
        await proxy.close();
        close();
        got.push(...(await resumeAndRead(server, got)));
        assertSame(got, whole);
      }
    });
  });

  it("takes a session over from a link that is half open", async () => {
    await withServer({}, async (server) => {
      const whole = await uncut(server);
      const proxy = await CuttingProxy.open(server.address);
      const { synthesis, close } = openClients(proxy.address);
      const call = synthesis.streamSynthesize();
      call.on("error", () => undefined);
      for (const request of REQUESTS.slice(0, 3)) call.write(request);
      const got: StreamSynthesizeResponse[] = [];
      const replies = (call as AsyncIterable<StreamSynthesizeResponse>)[Symbol.asyncIterator]();
      while (got.length < 3) {
        got.push(((await replies.next()) as { value: StreamSynthesizeResponse }).value);
      }
      proxy.freeze();
      got.push(...(await resumeAndRead(server, got)));
      assertSame(got, whole);
      close();
      await proxy.close();
    });
  });

  it("says when there is nothing to resume", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const call = synthesis.streamSynthesize();
        const value = { session: "f".repeat(32), receivedSequence: 3 };
        call.write(message({ $case: "resume", value }));
        const error = await rejection(readAll(call));
        assert.equal(sottoErrorOf(error).reason, "RESUME_EXPIRED");
      });
      await server.idle();
    });
  });

  it("gives parked sessions up when the server stops", async () => {
    await withServer({}, async (server) => {
      const { synthesis, close } = openClients(server.address);
      const call = synthesis.streamSynthesize();
      call.on("error", () => undefined);
      call.write(REQUESTS[0] ?? assert.fail());
      await readSome(call, [], 1);
      call.cancel();
      close();
      await server.stop();
      assert.equal(server.live.leases, 0);
    });
  });
});
