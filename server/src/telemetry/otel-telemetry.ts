import type { IncomingMessage, ServerResponse } from "node:http";
import type { IncomingHttpHeaders } from "node:http2";
import { type Meter, metrics, type Tracer, trace } from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import type { InferenceObserver } from "../scheduling/inference.js";
import { CallSpan } from "./call-span.js";
import { EventLoopDelay } from "./event-loop-delay.js";
import { Instruments } from "./instruments.js";
import { OtelCall } from "./otel-call.js";
import type { CallTelemetry, ModelFact, Telemetry, TelemetryGauges } from "./telemetry.js";

/** A part of OpenTelemetry that sends by itself: in production `NodeSDK`, in tests one that keeps what it gets. */
export interface Exporting {
  start(): void;
  shutdown(): Promise<void>;
}

/** Where telemetry goes. */
export interface OtelOptions {
  /** Whether metrics are kept for being scraped. */
  readonly prometheus: boolean;
  /** Registers global providers when started; absent where nothing is exported. */
  readonly exporting?: Exporting;
}

const SCOPE = "sotto";
const OTHER_METHOD = "_OTHER";

/** {@link Telemetry} on OpenTelemetry. */
export class OtelTelemetry implements Telemetry {
  readonly inference: InferenceObserver;
  readonly scrape: ((response: ServerResponse) => void) | undefined;
  readonly #instruments: Instruments;
  readonly #tracer: Tracer | undefined;
  readonly #eventLoopDelay = new EventLoopDelay();
  readonly #shutdowns: (() => Promise<void>)[] = [];

  constructor({ prometheus, exporting }: OtelOptions) {
    const meters: Meter[] = [];
    if (exporting !== undefined) {
      exporting.start();
      this.#shutdowns.push(() => exporting.shutdown());
      meters.push(metrics.getMeter(SCOPE));
      this.#tracer = trace.getTracer(SCOPE);
    }
    if (prometheus) {
      const exporter = new PrometheusExporter({
        preventServerStart: true,
        withoutScopeInfo: true,
        withoutTargetInfo: true,
      });
      const provider = new MeterProvider({ readers: [exporter] });
      this.#shutdowns.push(() => provider.shutdown());
      meters.push(provider.getMeter(SCOPE));
      this.scrape = (response) => {
        exporter.getMetricsRequestHandler(undefined as unknown as IncomingMessage, response);
      };
    }
    this.#instruments = new Instruments(meters);
    this.inference = inferenceObserver(this.#instruments);
    this.#observeProcess();
  }

  startCall(path: string | undefined, headers: IncomingHttpHeaders): CallTelemetry {
    const method = path?.slice(1) ?? OTHER_METHOD;
    const span = this.#tracer && new CallSpan(this.#tracer, method, headers);
    return new OtelCall(this.#instruments, method, span);
  }

  writeStalled(): void {
    this.#instruments.record("tts.write_stall", 1);
  }

  limitHit(limit: string): void {
    this.#instruments.record("tts.limit_hits", 1, { limit });
  }

  observeGauges({ activeStreams, queuedSteps, connections }: TelemetryGauges): void {
    this.#instruments.observe("tts.active_streams", () => [[activeStreams(), {}]]);
    this.#instruments.observe("tts.queue.depth", () => [[queuedSteps(), {}]]);
    this.#instruments.observe("tts.connections", () => [[connections(), {}]]);
  }

  modelsLoaded(models: readonly ModelFact[]): void {
    this.#instruments.observe("tts.model.info", () =>
      models.map(({ id, version, manifestSha256 }) => [
        1,
        { model: id, version, manifest_sha256: manifestSha256 },
      ]),
    );
  }

  async shutdown(): Promise<void> {
    this.#eventLoopDelay.stop();
    await Promise.all(this.#shutdowns.splice(0).map((shutdown) => shutdown()));
  }

  #observeProcess(): void {
    // Both readers of one collection interval would reset it; the admin endpoint's and OTLP's intervals are apart.
    this.#instruments.observe("nodejs.eventloop.delay.p99", () => [
      [this.#eventLoopDelay.takeP99Seconds(), {}],
    ]);
    this.#instruments.observe("process.memory.usage", () => [[process.memoryUsage.rss(), {}]]);
  }
}

function inferenceObserver(instruments: Instruments): InferenceObserver {
  return {
    stepDone: (queueMs, runMs) => {
      instruments.record("tts.queue.wait", queueMs / 1000);
      instruments.record("tts.step.duration", runMs / 1000);
    },
    admissionRefused: () => {
      instruments.record("tts.admission.refused", 1);
    },
    workerLost: () => {
      instruments.record("tts.worker.restarts", 1);
    },
    workerReady: (loadMs) => {
      instruments.record("tts.model.load_time", loadMs / 1000);
    },
  };
}
