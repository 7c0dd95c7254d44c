import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchArguments } from "./arguments.js";
import { measureBareEngine } from "./bare-engine.js";
import { measureCancel } from "./cancel.js";
import { measureCapacity } from "./capacity.js";
import { measureLoad } from "./load.js";
import { measureNeverReading } from "./never-reading.js";
import type { AddedReport, BareEngineReport, BenchReport, ServerReport } from "./report.js";
import { ServerProcess } from "./server-process.js";
import { differenceOf, ratioOf } from "./statistics.js";

const CANCELLED_CALLS = 20;
const NEVER_READING_CLIENTS = 200;
const WARM_UP_ROUNDS = 10;
const WARM_UP_ROUNDS_QUICK = 2;
const TEST_ENGINE_FLAGS = ["--enable-test-engine", "{}"];

/** Runs the whole benchmark; `progress` is told what is being measured. */
export async function runBench(
  options: BenchArguments,
  progress: (what: string) => void,
): Promise<BenchReport> {
  const { streams, repeats, quick } = options;
  const plan = { streams, repeats, warmUpRounds: quick ? WARM_UP_ROUNDS_QUICK : WARM_UP_ROUNDS };
  progress("engine alone");
  const bareEngine = await measureBareEngine({ source: { family: "mini" }, repeats });
  const { service, ...rest } = await withServer([], async (server) => ({
    service: await measureLoad(server, plan, (count) => {
      progress(`server, ${count} streams`);
    }),
    ...(!quick && {
      capacity: await told(progress, "capacity", measureCapacity(server, bareEngine)),
    }),
    cancel: await told(progress, "cancel", measureCancel(server, CANCELLED_CALLS)),
  }));
  const { transport, neverReading } = await withServer(TEST_ENGINE_FLAGS, async (server) => ({
    transport: await measureLoad(server, plan, (count) => {
      progress(`transport, ${count} streams`);
    }),
    neverReading: await measureNeverReading(server, NEVER_READING_CLIENTS),
  }));
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown processor",
    cores: availableParallelism(),
    node: process.versions.node,
  };
  const added = addedBy(service, bareEngine);
  return { machine, repeats, bareEngine, service, transport, added, ...rest, neverReading };
}

function told<T>(progress: (what: string) => void, what: string, work: Promise<T>): Promise<T> {
  progress(what);
  return work;
}

async function withServer<T>(
  flags: readonly string[],
  body: (server: ServerProcess) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), "sotto-bench-"));
  try {
    const server = await ServerProcess.start(dataDir, flags);
    try {
      return await body(server);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function addedBy(service: ServerReport, bare: BareEngineReport): AddedReport {
  const row = service.rows.find(({ streams }) => streams === 1);
  const firstAudio = row?.firstAudioMs.p50 ?? null;
  return {
    firstAudioP50Ms: differenceOf(firstAudio, bare.firstAudioMs.p50),
    firstAudioRatio: ratioOf(firstAudio, bare.firstAudioMs.p50),
    cpuRatio: ratioOf(row?.serverCpuSecondsPerAudioSecond ?? null, bare.cpuSecondsPerAudioSecond),
  };
}
