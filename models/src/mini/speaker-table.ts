import { modelUnusable } from "../manifest/model-unusable.js";
import type { VoicePart } from "../voices/voice-mixture.js";
import type { VoiceInfo } from "./voice-info.js";

/** The speaker vectors of the voice set's own voices: one row of `speakerColumns` numbers each. */
export class SpeakerTable {
  readonly #rows: ReadonlyMap<string, Float32Array>;
  readonly #columns: number;

  private constructor(rows: ReadonlyMap<string, Float32Array>, columns: number) {
    this.#rows = rows;
    this.#columns = columns;
  }

  /**
   * Reads `speakers.f32`: rows of little-endian float32, one after the other.
   * @throws SottoError MODEL_UNUSABLE where a voice of `info` has no row in it.
   */
  static parse(bytes: Uint8Array, info: VoiceInfo): SpeakerTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const columns = info.speakerColumns;
    const rows = new Map<string, Float32Array>();
    for (const [name, { row }] of info.voices) {
      const begin = row * columns * 4;
      if (begin + columns * 4 > bytes.length) throw rowMissing();
      const vector = new Float32Array(columns);
      for (let i = 0; i < columns; i++) vector[i] = view.getFloat32(begin + i * 4, true);
      rows.set(name, vector);
    }
    return new SpeakerTable(rows, columns);
  }

  /**
   * The weighted sum of the vectors of `parts`: a voice between them. The caller owns it.
   * @param parts voices of this set, checked, with weights that add up to 1.
   */
  mix(parts: readonly VoicePart[]): Float32Array {
    const mixed = new Float32Array(this.#columns);
    for (const { name, weight } of parts) {
      const row = this.#rows.get(name);
      if (row === undefined) throw new Error("Cannot mix: a part is no voice of this set");
      row.forEach((value, i) => {
        mixed[i] = (mixed[i] ?? 0) + weight * value;
      });
    }
    return mixed;
  }
}

function rowMissing(): Error {
  const rule = "speakers.f32 must hold a row for every voice of voice.json";
  return modelUnusable(`The model's files don't belong together: ${rule}.`, rule);
}
