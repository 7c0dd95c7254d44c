import type { Config } from "../config.js";
import { deviceChecks } from "../doctor/device-checks.js";
import { type CheckResult, runDoctor, worstStatus } from "../doctor/doctor.js";
import { doctorTable } from "../doctor/doctor-table.js";
import { machineChecks } from "../doctor/machine-checks.js";
import { type ServerFacts, serviceChecks } from "../doctor/service-checks.js";
import { offlineVoiceFacts } from "../offline/offline-voice-facts.js";
import { checkHealth } from "../session/health.js";
import { listModels } from "../session/models.js";
import { ServerConnection } from "../session/server-connection.js";
import { writeResult } from "./cli-io.js";
import { ExitCode } from "./exit-code.js";
import { serverAddress } from "./open-session.js";
import { ProgressLine } from "./progress-line.js";
import { PROMPT_RATE_HZ } from "./prompt-source.js";
import type { Verb, VerbContext } from "./verb.js";

/** The rate of the embedded voice, with which the speaker is tried. */
const PLAYBACK_RATE_HZ = 24_000;

/** `sotto doctor`: looks at this machine. */
export const doctor: Verb = {
  name: "doctor",
  summary: "looks whether this machine can record, play, reach the server and speak by itself.",
  usage: ["doctor [flags]"],
  details: "Exits with 1 where something is in the way of speaking; remarks alone exit with 0.",
  flags: {},
  settings: ["server", "device", "captureDevice", "connectTimeoutMs"],
  examples: [
    { command: "sotto doctor", what: "Look at everything, and be told what to do." },
    { command: "sotto doctor --json", what: "The same for a program." },
  ],
  run: runDoctorVerb,
};

async function runDoctorVerb({ config, io, interrupts }: VerbContext): Promise<ExitCode> {
  const progress = new ProgressLine(io);
  const mono = { encoding: "s16le", channels: 1 } as const;
  const checks = [
    ...machineChecks({ folder: process.cwd() }),
    ...deviceChecks({
      captureDevice: config.captureDevice,
      captureFormat: { ...mono, sampleRateHz: PROMPT_RATE_HZ },
      playbackDevice: config.device,
      playbackFormat: { ...mono, sampleRateHz: PLAYBACK_RATE_HZ },
    }),
    ...serviceChecks({
      server: (signal) => serverFacts(config, AbortSignal.any([signal, interrupts.signal])),
      offlineVoice: offlineVoiceFacts,
    }),
  ];
  const done: CheckResult[] = [];
  const results = await runDoctor(checks, (result) => {
    done.push(result);
    progress.draw(() => `${done.length} of ${checks.length} looked at: ${result.name}`);
  });
  progress.clear();
  interrupts.signal.throwIfAborted();
  const status = worstStatus(results);
  writeResult(io, { status, checks: results }, doctorTable(results).trimEnd());
  return status === "fail" ? ExitCode.FAILED : ExitCode.OK;
}

async function serverFacts(config: Config, signal: AbortSignal): Promise<ServerFacts> {
  using connection = new ServerConnection(serverAddress(config));
  // The first call makes the link; the second one measures it.
  const models = await listModels(connection, { signal });
  const beganMs = performance.now();
  const health = await checkHealth(connection, { signal });
  const roundTripMs = performance.now() - beganMs;
  const ids = models.map(({ id }) => id).join(", ");
  return { detail: `${config.server} is ${health} with ${ids}`, roundTripMs };
}
