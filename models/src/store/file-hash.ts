import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

/** Read at a time, in bytes. */
const BLOCK_BYTES = 1 << 20;

/** What to hash. */
export interface HashSpec {
  readonly algorithm: "sha256" | "sha512";
  /** Where it begins, and how long it is, in bytes. */
  readonly offset: number;
  readonly bytes: number;
  readonly signal: AbortSignal;
  /** Called with the bytes of each block that was read. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * The digest of a range of a file as it lies on the disk, in hexadecimal; `undefined` where the file ends before. Takes
 * one block of memory, whatever the size.
 */
export async function hashRange(file: FileHandle, spec: HashSpec): Promise<string | undefined> {
  const hash = createHash(spec.algorithm);
  const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, Math.max(1, spec.bytes)));
  let done = 0;
  while (done < spec.bytes) {
    spec.signal.throwIfAborted();
    const wanted = Math.min(block.length, spec.bytes - done);
    const { bytesRead } = await file.read(block, 0, wanted, spec.offset + done);
    if (bytesRead === 0) return undefined;
    hash.update(block.subarray(0, bytesRead));
    done += bytesRead;
    spec.onBytes?.(bytesRead);
  }
  return hash.digest("hex");
}
