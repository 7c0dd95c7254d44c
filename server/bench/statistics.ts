/** What is told of a set of measurements. All in the unit of the measurements; `null` where there are none. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** The percentiles of `values` by nearest rank: each is one of the values. */
export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number | null => {
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  };
  return { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) };
}

/** The sum of `values`. */
export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** The mean of `values`; `null` where there are none. */
export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : sumOf(values) / values.length;
}

/** `a / b`, `null` where one of them is not known or `b` is 0. */
export function ratioOf(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : a / b;
}

/** `a - b`, `null` where one of them is not known. */
export function differenceOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}
