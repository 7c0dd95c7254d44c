import type { Attributes, Meter } from "@opentelemetry/api";
import { type GaugeMetric, METRICS, type Metric, type RecordedMetric } from "./metric-table.js";

type Recorder = (value: number, attributes?: Attributes) => void;

/** The instruments of {@link METRICS}, on every meter that is given: the admin endpoint's, OTLP's, or both. */
export class Instruments {
  readonly #recorders = new Map<string, Recorder[]>();

  constructor(private readonly meters: readonly Meter[]) {
    for (const [name, metric] of Object.entries<Metric>(METRICS)) {
      if (metric.kind === "gauge") continue;
      this.#recorders.set(
        name,
        meters.map((meter) => recorder(meter, name, metric)),
      );
    }
  }

  /** Records a value of a histogram, or adds it to a counter. */
  record(name: RecordedMetric, value: number, attributes?: Attributes): void {
    for (const record of this.#recorders.get(name) ?? []) record(value, attributes);
  }

  /** Sets how a gauge is read: a list of values with their labels. */
  observe(name: GaugeMetric, read: () => readonly (readonly [number, Attributes])[]): void {
    const { unit, description } = METRICS[name];
    for (const meter of this.meters) {
      meter.createObservableGauge(name, { unit, description }).addCallback((result) => {
        for (const [value, attributes] of read()) result.observe(value, attributes);
      });
    }
  }
}

function recorder(meter: Meter, name: string, metric: Metric): Recorder {
  const { unit, description, buckets } = metric;
  if (metric.kind === "counter") {
    const counter = meter.createCounter(name, { unit, description });
    return (value, attributes) => {
      counter.add(value, attributes);
    };
  }
  const histogram = meter.createHistogram(name, {
    unit,
    description,
    advice: { explicitBucketBoundaries: [...(buckets ?? [])] },
  });
  return (value, attributes) => {
    histogram.record(value, attributes);
  };
}
