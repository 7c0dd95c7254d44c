/**
 * The two companding laws of ITU-T G.711, on 16-bit samples as in ITU-T G.191's reference: mu-law takes the upper 14
 * bits of a sample, A-law the upper 13.
 */

const MU_LAW_BIAS = 33;
const MU_LAW_MAX = 0x1fff;

/** The mu-law byte of a 16-bit sample. */
export function encodeMuLaw(sample: number): number {
  const magnitude = Math.min(((sample < 0 ? ~sample : sample) >> 2) + MU_LAW_BIAS, MU_LAW_MAX);
  const segment = 26 - Math.clz32(magnitude);
  const step = (magnitude >> (segment + 1)) & 0x0f;
  const sign = sample < 0 ? 0x00 : 0x80;
  return sign | (~((segment << 4) | step) & 0x7f);
}

/** The 16-bit sample of a mu-law byte. */
export function decodeMuLaw(byte: number): number {
  const segment = (~byte >> 4) & 0x07;
  const step = ~byte & 0x0f;
  const magnitude = (((2 * step + 33) << segment) - MU_LAW_BIAS) << 2;
  return (byte & 0x80) !== 0 ? magnitude : -magnitude;
}

/** The A-law byte of a 16-bit sample. */
export function encodeALaw(sample: number): number {
  const magnitude = (sample < 0 ? ~sample : sample) >> 4;
  const segment = Math.max(0, 28 - Math.clz32(magnitude));
  const step = (magnitude >> Math.max(0, segment - 1)) & 0x0f;
  const sign = sample < 0 ? 0x00 : 0x80;
  return (sign | (segment << 4) | step) ^ 0x55;
}

/** The 16-bit sample of an A-law byte. */
export function decodeALaw(byte: number): number {
  const bits = byte ^ 0x55;
  const segment = (bits >> 4) & 0x07;
  const step = bits & 0x0f;
  const magnitude = segment === 0 ? 2 * step + 1 : (2 * step + 33) << (segment - 1);
  return (bits & 0x80) !== 0 ? magnitude << 3 : -(magnitude << 3);
}
