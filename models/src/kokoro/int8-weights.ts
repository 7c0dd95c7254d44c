/** How many steps either side of zero the weights have: full bytes overflow in the multiply-add of older x86 machines. */
const STEPS = 63;

/** Adding and taking this away rounds a float32 to a whole number, halves to even. */
const ROUNDING = 12_582_912;

/** Weights that are made smaller as they are loaded. */
export interface Int8Shape {
  readonly batches: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Whether they lie [batches, outputs, inputs] in the file, and not [batches, inputs, outputs]. */
  readonly transposed: boolean;
}

/** Bytes of what {@link writeInt8} writes. */
export function int8Bytes({ batches, inputs, outputs }: Int8Shape): number {
  return batches * outputs * (4 + inputs);
}

/**
 * Writes float32 weights as int8 with one scale for each output: first the scales, float32 [batches, outputs], then the
 * weights, [batches, inputs, outputs]. The arithmetic is float32, so that the bytes are those that the exporter made.
 */
export function writeInt8(weights: Float32Array, shape: Int8Shape, target: Uint8Array): void {
  const { batches, inputs, outputs, transposed } = shape;
  const scales = new DataView(target.buffer, target.byteOffset, 4 * batches * outputs);
  const small = new Int8Array(target.buffer, target.byteOffset + scales.byteLength);
  const [inputStep, outputStep] = transposed ? [1, inputs] : [outputs, 1];
  for (let channel = 0; channel < batches * outputs; channel++) {
    const batch = Math.floor(channel / outputs);
    const output = channel % outputs;
    const from = batch * inputs * outputs + output * outputStep;
    let largest = 0;
    for (let i = 0; i < inputs; i++) {
      largest = Math.max(largest, Math.abs(weights[from + i * inputStep] ?? 0));
    }
    // A channel of zeros, or of next to nothing, keeps a scale that can be divided by.
    const scale = Math.fround(largest / STEPS) || 1;
    scales.setFloat32(4 * channel, scale, true);
    const to = batch * inputs * outputs + output;
    for (let i = 0; i < inputs; i++) {
      const steps = Math.fround((weights[from + i * inputStep] ?? 0) / scale);
      small[to + i * outputs] = Math.fround(steps + ROUNDING) - ROUNDING;
    }
  }
}
