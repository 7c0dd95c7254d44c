import { type CheckFinding, type DoctorCheck, ok, warn } from "./doctor.js";

/** What somebody else knows how to look at, so that the doctor needs neither gRPC nor a model. */
export interface ServiceCheckOptions {
  /** Asks the server; throws (SottoError) when it can't be reached. */
  readonly server?: (signal: AbortSignal) => Promise<ServerFacts>;
  /** Looks for the offline voice without loading it. */
  readonly offlineVoice?: () => Promise<OfflineVoiceFacts>;
}

/** What a server answered. */
export interface ServerFacts {
  /** For people: address, model, state. */
  readonly detail: string;
  /** Time from question to answer, in milliseconds. */
  readonly roundTripMs: number;
  /** The server's clock minus ours, in milliseconds, where it told. */
  readonly clockSkewMs?: number;
}

/** Whether there is a voice on this machine. */
export interface OfflineVoiceFacts {
  readonly available: boolean;
  /** Which, or why not. */
  readonly detail: string;
}

/** A link slower than this makes conversation feel slow, in milliseconds. */
const ROUND_TRIP_WARN_MS = 150;
/** Logs and traces of the two sides no longer line up beyond this, in milliseconds. */
const SKEW_WARN_MS = 2000;

/** The checks of the server and of the offline voice, for those that are given. */
export function serviceChecks(options: ServiceCheckOptions): DoctorCheck[] {
  const { server, offlineVoice } = options;
  return [
    ...(server === undefined
      ? []
      : [
          { name: "server", run: async (signal: AbortSignal) => judgeServer(await server(signal)) },
        ]),
    ...(offlineVoice === undefined
      ? []
      : [{ name: "offline voice", run: async () => judgeOffline(await offlineVoice()) }]),
  ];
}

function judgeServer(facts: ServerFacts): CheckFinding {
  const detail = `${facts.detail}, ${facts.roundTripMs.toFixed(0)} ms away`;
  const skewMs = facts.clockSkewMs ?? 0;
  if (Math.abs(skewMs) > SKEW_WARN_MS) {
    const seconds = (Math.abs(skewMs) / 1000).toFixed(0);
    const side = skewMs > 0 ? "behind" : "ahead of";
    return warn(
      `${detail}; this clock is ${seconds} s ${side} the server's`,
      'Set the time with "sudo timedatectl set-ntp true" on both.',
    );
  }
  if (facts.roundTripMs > ROUND_TRIP_WARN_MS) {
    return warn(detail, "Move closer to the access point, use a cable, or choose a nearer server.");
  }
  return ok(detail);
}

function judgeOffline(facts: OfflineVoiceFacts): CheckFinding {
  if (facts.available) return ok(facts.detail);
  return warn(facts.detail, "Speech needs a server until a voice is installed here.");
}
