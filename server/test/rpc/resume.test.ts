import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StreamSynthesizeRequest, type StreamSynthesizeResponse } from "@sotto/proto";
import { withClients } from "../support/clients.js";
import { RawClient } from "../support/raw-client.js";
import { configMessage, eventsOf, message, readAll } from "../support/speech.js";
import { withServer } from "../support/test-server.js";
import { waitUntil } from "../support/wait-until.js";

describe("a stream whose connection breaks", () => {
  it("is not taken for one whose input has ended, and goes on when it is resumed", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async ({ synthesis }) => {
        const broken = await RawClient.open(server.address);
        const call = broken.call("/sotto.tts.v1.SynthesisService/StreamSynthesize");
        const first = new Promise<Buffer>((resolve) => call.stream.once("data", resolve));
        const config = configMessage({ resumeWindowMs: 10_000 });
        call.send(StreamSynthesizeRequest.encode(config).finish());
        const session = sessionOf(await first);
        broken.close();
        await waitUntil(() => server.live.calls === 0, "the call has ended");
        assert.equal(server.live.leases, 1);
        const resumed = synthesis.streamSynthesize();
        resumed.write(message({ $case: "resume", value: { session, receivedSequence: 1 } }));
        resumed.write(message({ $case: "text", value: "Here I am again." }));
        resumed.end();
        const events = eventsOf(await readAll<StreamSynthesizeResponse>(resumed));
        assert.deepEqual([events[0], events.at(-1)], ["resumed", "utteranceDone"]);
        assert.ok(events.includes("audio"));
      });
    });
  });
});

/** The session's secret in the bytes of a `started` reply: 32 hexadecimal digits. */
function sessionOf(bytes: Buffer): string {
  const session = /[0-9a-f]{32}/.exec(bytes.toString("latin1"))?.[0];
  assert.ok(session);
  return session;
}
