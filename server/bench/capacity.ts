import { availableParallelism } from "node:os";
import { measureCall } from "./client-call.js";
import { withClients } from "./clients.js";
import type { BareEngineReport, CapacityReport } from "./report.js";
import { longText } from "./sentences.js";
import type { ServerProcess } from "./server-process.js";
import { sumOf } from "./statistics.js";

/** Far more streams than the two-core machines that this is made for can hold. */
const STREAMS_TRIED_FACTOR = 1.5;

/** Sentences that each stream speaks: about 15 seconds. */
const SENTENCES_PER_STREAM = 4;

/** The share of the cores that the server is to make use of. */
const EXPECTED_UTILISATION = 0.9;

/** Opens half as many streams again as should be held, and counts those admitted and those held in real time. */
export async function measureCapacity(
  server: ServerProcess,
  bare: BareEngineReport,
): Promise<CapacityReport> {
  const expected = Math.floor(
    (EXPECTED_UTILISATION * availableParallelism()) / bare.realTimeFactor,
  );
  const tried = Math.ceil(expected * STREAMS_TRIED_FACTOR) + 1;
  const text = longText(SENTENCES_PER_STREAM);
  const begunMs = performance.now();
  const calls = await withClients(server.address, tried, (clients) => {
    return Promise.all(clients.map((client, seed) => measureCall(client, text, seed)));
  });
  const seconds = (performance.now() - begunMs) / 1000;
  return {
    admitted: calls.filter((call) => call.outcome === "ok").length,
    inRealTime: calls.filter((call) => call.inRealTime).length,
    expected,
    realTimeFactorX: sumOf(calls.map((call) => call.audioSeconds)) / seconds,
  };
}
