/** What is measured: the one table that the instruments are made from and that `docs/metrics.md` repeats. */

const TTFA_BUCKETS_S = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5];
const CALL_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const STEP_BUCKETS_S = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const RTF_BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.5, 2];
const LOAD_BUCKETS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];

/** One metric. */
export interface Metric {
  readonly kind: "histogram" | "counter" | "gauge";
  /** UCUM. */
  readonly unit: string;
  readonly description: string;
  /** Names of its labels; their values come from closed sets, never from callers. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** Every metric by its OpenTelemetry name. */
export const METRICS = {
  "rpc.server.call.duration": {
    kind: "histogram",
    unit: "s",
    description:
      "Duration of calls, from headers to the end of the stream; its count is the number of calls.",
    labels: ["rpc.method", "rpc.response.status_code"],
    buckets: CALL_BUCKETS_S,
  },
  "tts.ttfa": {
    kind: "histogram",
    unit: "s",
    description:
      "Time to first audio: from an utterance's text to its first sound handed to the transport.",
    labels: [],
    buckets: TTFA_BUCKETS_S,
  },
  "tts.rtf": {
    kind: "histogram",
    unit: "1",
    description: "Real-time factor of utterances: computing time over duration of sound.",
    labels: ["model"],
    buckets: RTF_BUCKETS,
  },
  "tts.chunk_gap": {
    kind: "histogram",
    unit: "s",
    description: "Time between one chunk of sound and the next.",
    labels: [],
    buckets: TTFA_BUCKETS_S,
  },
  "tts.late_chunks": {
    kind: "counter",
    unit: "{chunk}",
    description: "Chunks sent after the listener's buffer had run dry.",
    labels: [],
  },
  "tts.audio_seconds": {
    kind: "counter",
    unit: "s",
    description: "Sound of complete utterances.",
    labels: ["model"],
  },
  "tts.active_streams": {
    kind: "gauge",
    unit: "{stream}",
    description: "Streams that hold a place on a worker.",
    labels: [],
  },
  "tts.connections": {
    kind: "gauge",
    unit: "{connection}",
    description: "Connections that are open.",
    labels: [],
  },
  "tts.queue.depth": {
    kind: "gauge",
    unit: "{step}",
    description: "Steps that wait for a worker.",
    labels: [],
  },
  "tts.queue.wait": {
    kind: "histogram",
    unit: "s",
    description: "How long steps waited for a worker.",
    labels: [],
    buckets: STEP_BUCKETS_S,
  },
  "tts.step.duration": {
    kind: "histogram",
    unit: "s",
    description: "How long steps ran on a worker.",
    labels: [],
    buckets: STEP_BUCKETS_S,
  },
  "tts.rejected": {
    kind: "counter",
    unit: "{call}",
    description:
      "Calls that ended with a typed error, by its reason; those in tts.cancelled are not counted.",
    labels: ["reason"],
  },
  "tts.admission.refused": {
    kind: "counter",
    unit: "{stream}",
    description: "Streams refused because the rated capacity was in use.",
    labels: [],
  },
  "tts.cancelled": {
    kind: "counter",
    unit: "{call}",
    description: "Work given up before its end, by client, deadline, stall, shutdown or barge_in.",
    labels: ["by"],
  },
  "tts.write_stall": {
    kind: "counter",
    unit: "{call}",
    description: "Calls ended because their client did not read.",
    labels: [],
  },
  "tts.limit_hits": {
    kind: "counter",
    unit: "{hit}",
    description: "Bounded queues, buffers and numbers that were full, by name of the limit.",
    labels: ["limit"],
  },
  "tts.worker.restarts": {
    kind: "counter",
    unit: "{worker}",
    description: "Workers that died and are replaced.",
    labels: [],
  },
  "tts.model.load_time": {
    kind: "histogram",
    unit: "s",
    description: "How long a worker took to load its models.",
    labels: [],
    buckets: LOAD_BUCKETS_S,
  },
  "tts.model.info": {
    kind: "gauge",
    unit: "1",
    description: "1 for each loaded model.",
    labels: ["model", "version", "manifest_sha256"],
  },
  "nodejs.eventloop.delay.p99": {
    kind: "gauge",
    unit: "s",
    description: "99th percentile of the event loop's delay since the last collection.",
    labels: [],
  },
  "process.memory.usage": {
    kind: "gauge",
    unit: "By",
    description: "Resident memory of the process, workers included.",
    labels: [],
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** The name of a metric. */
export type MetricName = keyof typeof METRICS;

type OfKind<K extends Metric["kind"]> = {
  [N in MetricName]: (typeof METRICS)[N]["kind"] extends K ? N : never;
}[MetricName];

/** Names of the metrics that are recorded as they happen. */
export type RecordedMetric = OfKind<"histogram" | "counter">;

/** Names of the metrics that are read when they are collected. */
export type GaugeMetric = OfKind<"gauge">;

/** The section of the documentation on metrics: one table, in Markdown. */
export function metricTable(): string {
  const rows = Object.entries<Metric>(METRICS).map(([name, metric]) => {
    const { kind, unit, description, labels, buckets } = metric;
    const quoted = labels.map((label) => `\`${label}\``).join(", ");
    return `| \`${name}\` | ${kind} | \`${unit}\` | ${quoted} | ${description} | ${buckets?.join(" ") ?? ""} |`;
  });
  const head = [
    "| Metric | Kind | Unit | Labels | What it tells | Buckets |",
    "|---|---|---|---|---|---|",
  ];
  return `${[...head, ...rows].join("\n")}\n`;
}
