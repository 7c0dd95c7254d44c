import type { SynthesisServiceClient } from "@sotto/proto";
import { type CallResult, measureCall } from "./client-call.js";
import { withClients } from "./clients.js";
import type { LoadRow, ServerReport } from "./report.js";
import { SENTENCES } from "./sentences.js";
import { EVENT_LOOP_DELAY_P99 } from "./server-metrics.js";
import type { ServerProcess } from "./server-process.js";
import { differenceOf, meanOf, percentilesOf, ratioOf, sumOf } from "./statistics.js";

/** What a server is measured with. */
export interface LoadPlan {
  /**
   * Rounds of the ten sentences that are not counted: it takes some hundred calls until the server's code has been
   * compiled as well as it is going to be, and before that it costs twice as much.
   */
  readonly warmUpRounds: number;
  readonly streams: readonly number[];
  readonly repeats: number;
}

/** Measures a server at each number of streams, after it has warmed up. */
export async function measureLoad(
  server: ServerProcess,
  plan: LoadPlan,
  progress: (streams: number) => void,
): Promise<ServerReport> {
  await withClients(server.address, 1, async ([client]) => {
    if (client === undefined) return;
    for (let round = 0; round < plan.warmUpRounds; round++) await speakSentences(client, round);
  });
  const rows: LoadRow[] = [];
  for (const streams of plan.streams) {
    progress(streams);
    rows.push(await measureRow(server, streams, plan.repeats));
  }
  return { rows, peakRssBytes: server.facts().peakRssBytes };
}

async function measureRow(
  server: ServerProcess,
  streams: number,
  repeats: number,
): Promise<LoadRow> {
  // The metric tells of the time since it was last read.
  await server.metric(EVENT_LOOP_DELAY_P99);
  const cpuBefore = server.facts().cpuSeconds;
  const begunMs = performance.now();
  const rounds: CallResult[][][] = [];
  await withClients(server.address, streams, async (clients) => {
    for (let round = 0; round < repeats; round++) {
      rounds.push(await Promise.all(clients.map(speakSentences)));
    }
  });
  const seconds = (performance.now() - begunMs) / 1000;
  const cpuAfter = server.facts().cpuSeconds;
  const eventLoopDelay = await server.metric(EVENT_LOOP_DELAY_P99);
  const calls = rounds.flat(2);
  const audioSeconds = sumOf(calls.map((call) => call.audioSeconds));
  return {
    streams,
    firstAudioMs: percentilesOf(known(calls.map((call) => call.firstAudioMs))),
    interChunkMs: percentilesOf(calls.flatMap((call) => call.gapsMs)),
    realTimeFactor: meanOf(known(calls.map((call) => call.realTimeFactor))),
    realTimeFactorX: audioSeconds / seconds,
    streamsInRealTime: Math.min(...rounds.map(streamsInRealTime)),
    callsBusy: calls.filter((call) => call.outcome === "busy").length,
    callsFailed: calls.filter((call) => call.outcome === "failed").length,
    messagesPerSecond: sumOf(calls.map((call) => call.chunks)) / seconds,
    serverCpuSecondsPerAudioSecond: ratioOf(differenceOf(cpuAfter, cpuBefore), audioSeconds),
    serverRssBytes: server.facts().rssBytes,
    eventLoopDelayP99Ms: eventLoopDelay === null ? null : eventLoopDelay * 1000,
  };
}

/** The ten sentences one after the other on one client; each stream begins with another one. */
async function speakSentences(
  client: SynthesisServiceClient,
  stream: number,
): Promise<CallResult[]> {
  const results: CallResult[] = [];
  for (let i = 0; i < SENTENCES.length; i++) {
    const text = SENTENCES[(stream + i) % SENTENCES.length] ?? "";
    results.push(await measureCall(client, text, stream));
  }
  return results;
}

function streamsInRealTime(round: readonly (readonly CallResult[])[]): number {
  return round.filter((calls) => calls.every((call) => call.inRealTime)).length;
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}
