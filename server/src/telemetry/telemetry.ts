import type { ServerResponse } from "node:http";
import type { IncomingHttpHeaders } from "node:http2";
import type { InferenceObserver } from "../scheduling/inference.js";
import type { SynthesisObserver } from "../synthesis/ports.js";

/** Who or what ended a call before its time. */
export type CancelledBy = "client" | "deadline" | "stall" | "shutdown";

/** How a call ended. */
export interface CallOutcome {
  /** gRPC status code that was sent, or would have been to a client that had gone. */
  readonly code: number;
  /** The reason of the typed error; `undefined` for success and for errors of the transport itself. */
  readonly reason: string | undefined;
  /** `undefined` where the call ended by itself. */
  readonly cancelledBy: CancelledBy | undefined;
  readonly durationMs: number;
}

/** What one call tells telemetry. Its methods are cheap and never throw. */
export interface CallTelemetry {
  /** Takes what the call's synthesis tells. */
  readonly synthesis: SynthesisObserver;
  /** Called once, when the call has ended on the wire. */
  end(outcome: CallOutcome): void;
}

/** Values that are asked for when metrics are collected. */
export interface TelemetryGauges {
  readonly activeStreams: () => number;
  readonly queuedSteps: () => number;
  readonly connections: () => number;
}

/** Facts that do not change while the server runs. */
export interface ModelFact {
  readonly id: string;
  readonly version: string;
  readonly manifestSha256: string;
}

/** What the server tells OpenTelemetry. Its owner shuts it down. */
export interface Telemetry {
  readonly inference: InferenceObserver;
  /**
   * Begins a call.
   *
   * @param path The method's path, for example `/sotto.tts.v1.SynthesisService/Synthesize`; `undefined` for one that
   * the server does not have, so that callers can't invent label values.
   * @param headers May carry a W3C trace context.
   */
  startCall(path: string | undefined, headers: IncomingHttpHeaders): CallTelemetry;
  /** A client has left what was sent to it unread for too long. */
  writeStalled(): void;
  /** A named limit was hit outside of a call. */
  limitHit(limit: string): void;
  /** Sets where the gauges are read. */
  observeGauges(gauges: TelemetryGauges): void;
  modelsLoaded(models: readonly ModelFact[]): void;
  /** Answers a scrape in Prometheus' text format; `undefined` where there is nothing to scrape. */
  readonly scrape: ((response: ServerResponse) => void) | undefined;
  /** Sends what is pending and stops; idempotent. */
  shutdown(): Promise<void>;
}

const nothing = (): void => undefined;

const SILENT_SYNTHESIS: SynthesisObserver = {
  stage: nothing,
  firstAudio: nothing,
  chunkSent: nothing,
  utteranceDone: nothing,
  bargeIn: nothing,
  limitHit: nothing,
};

const SILENT_CALL: CallTelemetry = { synthesis: SILENT_SYNTHESIS, end: nothing };

/** Telemetry that is off: tells nobody, costs nothing. */
export const SILENT_TELEMETRY: Telemetry = {
  inference: {
    stepDone: nothing,
    admissionRefused: nothing,
    workerLost: nothing,
    workerReady: nothing,
  },
  startCall: () => SILENT_CALL,
  writeStalled: nothing,
  limitHit: nothing,
  observeGauges: nothing,
  modelsLoaded: nothing,
  scrape: undefined,
  shutdown: () => Promise.resolve(),
};
