import type { VoicePart } from "../voices/voice-mixture.js";
import { float16Values } from "./float16.js";
import type { KokoroContract } from "./kokoro-contract.js";
import type { PublishedFiles } from "./published-files.js";

/** Numbers of one style row: the first half is the decoder's, the second the encoder's. */
export const STYLE_COLUMNS = 256;

/** A voice or a mixture of voices. The arrays are shared and must not be written to. */
export interface KokoroVoice {
  /** One style row for each number of symbols, [rows, 256]. */
  readonly rows: Float32Array;
  /** The style averaged over its rows, [256]: the voice whatever it says. */
  readonly style: Float32Array;
  /** Means of the decoder's norms, [channels]. */
  readonly mean: Float32Array;
  /** Their deviations, [channels]. */
  readonly deviation: Float32Array;
}

/**
 * All voices: rows from the published files, read when a voice is first asked for and kept (half a megabyte each), and
 * the statistics of our package. A mixture is the weighted sum of both.
 */
export class VoiceBook {
  readonly #contract: KokoroContract;
  readonly #files: PublishedFiles;
  readonly #statistics: Uint8Array;
  readonly #voices = new Map<string, Promise<KokoroVoice>>();

  /** @param statistics float16 [voices, 2, channels] in the order of the contract. */
  constructor(contract: KokoroContract, files: PublishedFiles, statistics: Uint8Array) {
    const bytes = contract.voices.size * contract.channels * 4;
    if (statistics.length !== bytes) throw new Error(`The statistics must have ${bytes} bytes`);
    this.#contract = contract;
    this.#files = files;
    this.#statistics = statistics;
  }

  /**
   * The voice that `parts` make up; their weights add up to 1.
   * @throws SottoError MODEL_UNUSABLE where a voice's file is missing or altered.
   */
  async voice(parts: readonly VoicePart[]): Promise<KokoroVoice> {
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return this.#load(only.name);
    const loaded = await Promise.all(parts.map(({ name }) => this.#load(name)));
    const mix = (of: (voice: KokoroVoice) => Float32Array): Float32Array =>
      weightedSum(
        loaded.map(of),
        parts.map(({ weight }) => weight),
      );
    return {
      rows: mix((voice) => voice.rows),
      style: mix((voice) => voice.style),
      mean: mix((voice) => voice.mean),
      deviation: mix((voice) => voice.deviation),
    };
  }

  #load(name: string): Promise<KokoroVoice> {
    const known = this.#voices.get(name);
    if (known !== undefined) return known;
    const loading = this.#read(name);
    this.#voices.set(name, loading);
    // A file that is put right must not stay an error until the next start.
    loading.catch(() => this.#voices.delete(name));
    return loading;
  }

  async #read(name: string): Promise<KokoroVoice> {
    const { channels, voices } = this.#contract;
    const start = 2 * channels * [...voices.keys()].indexOf(name);
    const rows = await this.#files.voiceRows(name);
    return {
      rows,
      style: averageRow(rows),
      mean: float16Values(this.#statistics, start, channels),
      deviation: float16Values(this.#statistics, start + channels, channels),
    };
  }
}

/** The style row for a text of `symbols` symbols; longer texts take the last row. */
export function styleRow(voice: KokoroVoice, symbols: number): Float32Array {
  const last = voice.rows.length / STYLE_COLUMNS - 1;
  const row = Math.min(last, Math.max(0, symbols - 1));
  return voice.rows.slice(row * STYLE_COLUMNS, (row + 1) * STYLE_COLUMNS);
}

/**
 * Symbols of the row that the decoder takes for shorter texts. The generator's frozen norms were measured on sentences of
 * about this length. The rows of very short texts are another voice, as far as those norms are concerned: with its own row
 * "Hi." came out at −108 dBFS, where the published graph gives −25.
 */
const DECODER_ROW_SYMBOLS_MIN = 100;

/** The style row for the decoder with frozen norms; prosody keeps {@link styleRow}. */
export function decoderStyleRow(voice: KokoroVoice, symbols: number): Float32Array {
  return styleRow(voice, Math.max(symbols, DECODER_ROW_SYMBOLS_MIN));
}

function averageRow(rows: Float32Array): Float32Array {
  const sums = new Float64Array(STYLE_COLUMNS);
  rows.forEach((value, i) => {
    sums[i % STYLE_COLUMNS] = (sums[i % STYLE_COLUMNS] ?? 0) + value;
  });
  return Float32Array.from(sums, (sum) => (sum * STYLE_COLUMNS) / rows.length);
}

function weightedSum(arrays: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const sum = new Float64Array(arrays[0]?.length ?? 0);
  arrays.forEach((values, part) => {
    const weight = weights[part] ?? 0;
    values.forEach((value, i) => {
      sum[i] = (sum[i] ?? 0) + weight * value;
    });
  });
  return Float32Array.from(sum);
}
