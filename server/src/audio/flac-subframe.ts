import type { BitReader } from "./bit-reader.js";
import { unusablePrompt } from "./prompt-limits.js";

/** Coefficients of the fixed predictors, for the sample before, the one before that, and so on (RFC 9639 §9.2.5). */
const FIXED_PREDICTORS = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]] as const;

/**
 * Decodes the subframe of one channel (RFC 9639 §9.2): `length` samples of `bits` bits. Sums stay exact in doubles:
 * 32 products of 15 and 33 bits need 53.
 * @throws SottoError UNUSABLE_PROMPT where it breaks the format; OutOfBits where it is not all there.
 */
export function readSubframe(reader: BitReader, length: number, bits: number): Float64Array {
  if (reader.unsigned(1) !== 0) throw brokenFlac();
  const type = reader.unsigned(6);
  const wasted = reader.unsigned(1) === 0 ? 0 : reader.unary() + 1;
  if (wasted >= bits) throw brokenFlac();
  const samples = readSamples(reader, type, length, bits - wasted);
  if (wasted > 0) for (let n = 0; n < length; n++) samples[n] = (samples[n] ?? 0) * 2 ** wasted;
  return samples;
}

/** The error for bytes that are not what FLAC would have there. */
export function brokenFlac(): Error {
  return unusablePrompt("an intact FLAC file");
}

function readSamples(reader: BitReader, type: number, length: number, bits: number): Float64Array {
  const samples = new Float64Array(length);
  if (type === 0) return samples.fill(reader.signed(bits));
  if (type === 1) {
    readVerbatim(reader, samples, length, bits);
    return samples;
  }
  const fixed = FIXED_PREDICTORS[type - 8];
  const order = fixed?.length ?? type - 31;
  if (order < 0 || (fixed === undefined && order < 1) || order > length) throw brokenFlac();
  readVerbatim(reader, samples, order, bits);
  const { coefficients, shift } = fixed
    ? { coefficients: Float64Array.from(fixed), shift: 0 }
    : readCoefficients(reader, order);
  readResidual(reader, samples, order);
  predict(samples, coefficients, shift);
  return samples;
}

function readVerbatim(reader: BitReader, samples: Float64Array, count: number, bits: number): void {
  for (let n = 0; n < count; n++) samples[n] = reader.signed(bits);
}

function readCoefficients(
  reader: BitReader,
  order: number,
): { coefficients: Float64Array; shift: number } {
  const precision = reader.unsigned(4) + 1;
  const shift = reader.signed(5);
  if (precision === 16 || shift < 0) throw brokenFlac();
  const coefficients = Float64Array.from({ length: order }, () => reader.signed(precision));
  return { coefficients, shift };
}

/** Reads Rice-coded residuals (RFC 9639 §9.2.7) into `samples` from index `order` on. */
function readResidual(reader: BitReader, samples: Float64Array, order: number): void {
  const method = reader.unsigned(2);
  if (method > 1) throw brokenFlac();
  const parameterBits = method === 0 ? 4 : 5;
  const escape = 2 ** parameterBits - 1;
  const partitions = 2 ** reader.unsigned(4);
  const size = samples.length / partitions;
  if (!Number.isInteger(size) || size < order) throw brokenFlac();
  for (let partition = 0; partition < partitions; partition++) {
    const begin = partition === 0 ? order : partition * size;
    const end = (partition + 1) * size;
    const parameter = reader.unsigned(parameterBits);
    if (parameter === escape) readEscaped(reader, samples, begin, end);
    else readRice(reader, samples, begin, end, parameter);
  }
}

function readEscaped(reader: BitReader, samples: Float64Array, begin: number, end: number): void {
  const bits = reader.unsigned(5);
  for (let n = begin; n < end; n++) samples[n] = bits === 0 ? 0 : reader.signed(bits);
}

function readRice(
  reader: BitReader,
  samples: Float64Array,
  begin: number,
  end: number,
  parameter: number,
): void {
  for (let n = begin; n < end; n++) {
    const folded = reader.unary() * 2 ** parameter + reader.unsigned(parameter);
    samples[n] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  }
}

/** Adds to each residual what the samples before it predict. */
function predict(samples: Float64Array, coefficients: Float64Array, shift: number): void {
  const scale = 2 ** -shift;
  for (let n = coefficients.length; n < samples.length; n++) {
    let sum = 0;
    for (let k = 0; k < coefficients.length; k++) {
      sum += (coefficients[k] as number) * (samples[n - 1 - k] as number);
    }
    samples[n] = (samples[n] as number) + Math.floor(sum * scale);
  }
}
