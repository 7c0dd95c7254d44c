import type { Tensor } from "./tensors.js";

/** Adds `matrix · vector` to `out`; the vector begins at `from`, the result at `to`. */
export function addProduct(
  out: Float32Array,
  to: number,
  { rows, columns, values }: Tensor,
  vector: Float32Array,
  from: number,
): void {
  // Four sums instead of one: the processor need not wait for one addition before the next.
  const whole = columns - (columns % 4);
  for (let row = 0; row < rows; row++) {
    const base = row * columns;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0; i < whole; i += 4) {
      a += (values[base + i] ?? 0) * (vector[from + i] ?? 0);
      b += (values[base + i + 1] ?? 0) * (vector[from + i + 1] ?? 0);
      c += (values[base + i + 2] ?? 0) * (vector[from + i + 2] ?? 0);
      d += (values[base + i + 3] ?? 0) * (vector[from + i + 3] ?? 0);
    }
    for (let i = whole; i < columns; i++) a += (values[base + i] ?? 0) * (vector[from + i] ?? 0);
    out[to + row] = (out[to + row] ?? 0) + a + b + c + d;
  }
}

/** PyTorch's epsilon of layer norms. */
const EPSILON = 1e-5;

/** Normalises `size` values at `at` to mean 0 and variance 1, then scales and shifts them; in place. */
export function layerNorm(
  values: Float32Array,
  at: number,
  size: number,
  scale: Float32Array,
  shift: Float32Array,
): void {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += values[at + i] ?? 0;
  const mean = sum / size;
  let squares = 0;
  for (let i = 0; i < size; i++) squares += ((values[at + i] ?? 0) - mean) ** 2;
  const factor = 1 / Math.sqrt(squares / size + EPSILON);
  for (let i = 0; i < size; i++) {
    values[at + i] = ((values[at + i] ?? 0) - mean) * factor * (scale[i] ?? 0) + (shift[i] ?? 0);
  }
}

/** The logistic function. */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Turns scores into logarithms of probabilities; in place. */
export function logSoftmax(scores: Float32Array): void {
  let top = Number.NEGATIVE_INFINITY;
  for (const score of scores) top = Math.max(top, score);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - top);
  const shift = top + Math.log(sum);
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] ?? 0) - shift;
}
