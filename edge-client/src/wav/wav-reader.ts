import type { PcmFormat } from "../pcm-format.js";
import { looksLikeRiff, parseWavHeader, unreadable, type WavHeader } from "./wav-header.js";
import { pcmBytesOfWav, pcmFormatOfWav, wavBytesPerSample } from "./wav-samples.js";

/** Sound whose format is known, as bytes still to come. */
export interface OpenedPcm {
  readonly format: PcmFormat;
  /** Whole samples at a time. */
  readonly pcm: AsyncIterable<Uint8Array>;
}

/**
 * Reads just enough of `source` to know its format: a WAV's own, or `rawFormat` where it is no RIFF file. `name` is
 * for messages; a name that ends in `.wav` must be one. The result reads the rest of `source` when it is iterated,
 * once. Throws `DeviceError` `formatUnsupported`, and what `source` throws.
 */
export async function openPcm(
  source: AsyncIterable<Uint8Array>,
  rawFormat: PcmFormat,
  name: string,
): Promise<OpenedPcm> {
  const iterator = source[Symbol.asyncIterator]();
  const mustBeWav = name.toLowerCase().endsWith(".wav");
  let head: Uint8Array = new Uint8Array(0);
  for (;;) {
    if (head.length >= 4 && !mustBeWav && !looksLikeRiff(head)) {
      return { format: rawFormat, pcm: continued(head, iterator) };
    }
    const header = parseWavHeader(head, name);
    if (header !== undefined) {
      const rest = continued(head.subarray(header.dataOffset), iterator);
      return { format: pcmFormatOfWav(header), pcm: samplesOf(rest, header) };
    }
    const next = await iterator.next();
    if (next.done === true) {
      if (mustBeWav || looksLikeRiff(head)) throw unreadable(name, "it ends within its header");
      return { format: rawFormat, pcm: continued(head, iterator) };
    }
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
}

async function* continued(
  head: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** The data chunk's samples, converted, however the bytes are split; what follows the chunk is left out. */
async function* samplesOf(
  bytes: AsyncIterable<Uint8Array>,
  header: WavHeader,
): AsyncGenerator<Uint8Array> {
  const size = wavBytesPerSample(header.sampleType);
  let left = header.dataBytes ?? Number.POSITIVE_INFINITY;
  let held: Uint8Array = new Uint8Array(0);
  for await (const piece of bytes) {
    const data = piece.subarray(0, Math.min(piece.length, left));
    left -= data.length;
    const joined = held.length === 0 ? data : Buffer.concat([held, data]);
    const whole = joined.length - (joined.length % size);
    held = Uint8Array.from(joined.subarray(whole));
    if (whole > 0) yield pcmBytesOfWav(joined.subarray(0, whole), header.sampleType);
    if (left <= 0) return;
  }
}
