import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { modelUnusable } from "../../manifest/model-unusable.js";

/** A data file of the English front end: a JSON header and bytes. */
export interface DataFile {
  readonly header: Readonly<Record<string, unknown>>;
  /** Begins at a multiple of 4 of its buffer where the header was padded so. */
  readonly body: Uint8Array;
}

/** Folder of the English data files; the compiled code lies one folder deeper than the source. */
const FOLDER = new URL("../../../../lexicons/en/", import.meta.url);

/**
 * Reads a data file: gzip of the header's length (u32, little-endian), the header, the bytes.
 * @throws SottoError MODEL_UNUSABLE where it is missing or broken.
 */
export function readDataFile(name: string): DataFile {
  try {
    const packed = readFileSync(new URL(name, FOLDER));
    const data = gunzipSync(packed);
    const length = data.readUInt32LE(0);
    const header: unknown = JSON.parse(data.toString("utf8", 4, 4 + length));
    if (typeof header !== "object" || header === null) throw new Error("no header");
    return { header: header as Record<string, unknown>, body: data.subarray(4 + length) };
  } catch (error) {
    throw brokenDataFile(name, error);
  }
}

/** The error for a data file that isn't what it should be. */
export function brokenDataFile(name: string, cause?: unknown): Error {
  return modelUnusable(
    `The English data file ${name} is missing or damaged: install the package anew.`,
    `models/lexicons/en/${name} as it was published`,
    cause,
  );
}
