import { createHash } from "node:crypto";
import { modelUnusable } from "./model-unusable.js";

/** The name of the manifest in a model's folder. */
export const MANIFEST_FILE = "manifest.json";

/** The format of manifests that this build reads. */
const MANIFEST_FORMAT = 1;

/** One file of a model. */
export interface ManifestFile {
  /** Plain name in the model's folder, or `folder/name` one level down; no links, no `..`. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of its content, lower-case hexadecimal. */
  readonly sha256: string;
  /** Peak memory in bytes that loading and using it takes; 0 for what is not loaded. */
  readonly peakMemoryBytes: number;
}

/** What a model's folder holds. */
export interface Manifest {
  readonly id: string;
  readonly family: string;
  readonly version: string;
  /** One sentence about the model. */
  readonly description: string;
  /** SPDX licence of the weights. */
  readonly license: string;
  readonly files: readonly ManifestFile[];
  /** SHA-256 of the manifest's own bytes, lower-case hexadecimal. */
  readonly sha256: string;
}

const FILE_NAME = /^([A-Za-z0-9][A-Za-z0-9._-]{0,99}\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const FILES_MAX = 100;
const FILE_BYTES_MAX = 16 * 2 ** 30;

/**
 * Reads a manifest from its bytes.
 * @throws SottoError MODEL_UNUSABLE naming the field that is wrong.
 */
export function parseManifest(bytes: Uint8Array, where: string): Manifest {
  const root = asRecord(parseJson(bytes, where), where, "the manifest");
  if (root["format"] !== MANIFEST_FORMAT) {
    throw malformed(where, `"format" must be ${MANIFEST_FORMAT}; this build reads no other`);
  }
  const files = root["files"];
  if (!Array.isArray(files) || files.length === 0 || files.length > FILES_MAX) {
    throw malformed(where, `"files" must list 1 to ${FILES_MAX} files`);
  }
  const parsed = files.map((file: unknown, index) => parseFile(file, `${where}: files[${index}]`));
  if (new Set(parsed.map((file) => file.path)).size !== parsed.length) {
    throw malformed(where, "a file is listed twice");
  }
  return {
    id: text(root, "id", where),
    family: text(root, "family", where),
    version: text(root, "version", where),
    description: text(root, "description", where),
    license: text(root, "license", where),
    files: parsed,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}

/** The peak memory in bytes of one copy of the model: the sum over its files. */
export function peakMemoryBytes(manifest: {
  readonly files: readonly Pick<ManifestFile, "peakMemoryBytes">[];
}): number {
  return manifest.files.reduce((sum, file) => sum + file.peakMemoryBytes, 0);
}

function parseJson(bytes: Uint8Array, where: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw malformed(where, "it is no JSON", error);
  }
}

function parseFile(value: unknown, where: string): ManifestFile {
  const file = asRecord(value, where, "it");
  const path = text(file, "path", where);
  if (!FILE_NAME.test(path) || path === MANIFEST_FILE) {
    throw malformed(
      where,
      '"path" must be a plain file name in the model\'s own folder, or in one folder of it',
    );
  }
  const sha256 = text(file, "sha256", where);
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw malformed(where, '"sha256" must be 64 hex digits');
  return {
    path,
    bytes: count(file, "bytes", where),
    sha256,
    peakMemoryBytes: count(file, "peakMemoryBytes", where),
  };
}

function asRecord(value: unknown, where: string, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed(where, `${what} must be a JSON object`);
  }
  return value as Record<string, unknown>;
}

function text(record: Record<string, unknown>, key: string, where: string): string {
  const value = record[key];
  if (typeof value !== "string" || value === "" || value.length > 2000) {
    throw malformed(where, `"${key}" must be a text`);
  }
  return value;
}

function count(record: Record<string, unknown>, key: string, where: string): number {
  const value = record[key];
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > FILE_BYTES_MAX) {
    throw malformed(where, `"${key}" must be a whole number of bytes`);
  }
  return value as number;
}

function malformed(where: string, rule: string, cause?: unknown): Error {
  return modelUnusable(`The model's manifest ${where} can't be used: ${rule}.`, rule, cause);
}
