import { type FileHandle, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { ByteAnswer, OpenBytes } from "./byte-source.js";
import { hashRange } from "./file-hash.js";
import type { ProgressMeter, PullTools } from "./pull-tools.js";
import { withRetries } from "./retry.js";
import { SourceFailure } from "./source-failure.js";
import { StallWatch } from "./stall-watch.js";
import { makeFolder, openToWrite, removeTree } from "./store-disk.js";
import { storageError } from "./store-error.js";

/** So much in one attempt makes up for the failures before it, in bytes. */
const PROGRESS_BYTES = 1 << 20;

/** The most that is taken of content whose size is not known, in bytes. */
const UNKNOWN_BYTES_MAX = 2 ** 30;

/** The times that the whole content may turn out to be another one. */
const WRONG_CONTENT_MAX = 2;

/** A file to download. */
export interface DownloadSpec {
  /** What people call it. */
  readonly name: string;
  /** Where it grows; what an earlier attempt left there is gone on with. */
  readonly path: string;
  /** Names the place that it comes from: validators of another place mean nothing. */
  readonly origin: string;
  /** Its size, where it is known. */
  readonly bytes: number | undefined;
  readonly digest: Digest | undefined;
  readonly open: OpenBytes;
}

/** The digest that content must have, in hexadecimal. */
export interface Digest {
  readonly algorithm: "sha256" | "sha512";
  readonly hex: string;
}

/**
 * Downloads a file so that it can be interrupted anywhere: what came is kept at `path`, and gone on with by the next
 * call. When it resolves, the file is whole, synced, and has the digest as it lies on the disk.
 * @throws SourceFailure where the source can't give it; StoreError where the disk can't take it; the signal's reason.
 */
export async function downloadFile(
  spec: DownloadSpec,
  tools: PullTools,
  meter: ProgressMeter,
): Promise<void> {
  await makeFolder(dirname(spec.path));
  const file = await openToWrite(spec.path);
  try {
    const download = new Download(spec, tools, meter, file);
    const attempt = (progressed: () => void): Promise<void> => download.attempt(progressed);
    await withRetries(tools, { name: spec.name, attempt });
    await removeTree(validatorPath(spec));
  } finally {
    await file.close();
  }
}

/** What is noted beside a part of a file. */
interface Noted {
  readonly origin: string;
  readonly validator: string;
}

function validatorPath(spec: DownloadSpec): string {
  return `${spec.path}.validator`;
}

/** One download over all of its attempts. */
class Download {
  readonly #spec: DownloadSpec;
  readonly #tools: PullTools;
  readonly #meter: ProgressMeter;
  readonly #file: FileHandle;
  /** Bytes of this file that the meter was told of. */
  #counted = 0;
  #wrong = 0;
  /** Where so much more came than ever before that earlier failures are forgotten. */
  #milestone = PROGRESS_BYTES;

  constructor(spec: DownloadSpec, tools: PullTools, meter: ProgressMeter, file: FileHandle) {
    this.#spec = spec;
    this.#tools = tools;
    this.#meter = meter;
    this.#file = file;
  }

  async attempt(progressed: () => void): Promise<void> {
    const { bytes } = this.#spec;
    let { size } = await this.#file.stat();
    if (bytes !== undefined && size > bytes) size = await this.#startAnew();
    this.#count(size);
    if (await this.#isWhole(size)) return;
    if (bytes === undefined || size < bytes) size = await this.#transfer(size, progressed);
    await this.#file.sync();
    await this.#check(size);
  }

  /** Fetches what comes after the first `have` bytes; returns the size of the whole. */
  async #transfer(have: number, progressed: () => void): Promise<number> {
    const { clock, limits, signal } = this.#tools;
    using watch = new StallWatch(clock, limits.stallMs, signal);
    const validator = await this.#validator();
    const answer = await this.#opened({ offset: have, validator }, watch.signal);
    if (answer.offset !== have) await this.#startAnew();
    await this.#note(answer.validator);
    let at = answer.offset;
    const most = this.#spec.bytes ?? answer.totalBytes ?? UNKNOWN_BYTES_MAX;
    try {
      for await (const chunk of answer.chunks) {
        watch.signal.throwIfAborted();
        watch.progress();
        if (at + chunk.length > most) throw this.#tooLong(most);
        await this.#write(chunk, at);
        at += chunk.length;
        this.#count(at);
        if (at < this.#milestone) continue;
        // A server that begins anew each time comes forward only once.
        this.#milestone = at + PROGRESS_BYTES;
        progressed();
      }
    } catch (error) {
      // A stalled transfer breaks in the socket's words; the watch knows why.
      watch.signal.throwIfAborted();
      throw error;
    }
    watch.signal.throwIfAborted();
    const whole = this.#spec.bytes ?? answer.totalBytes;
    if (whole !== undefined && at < whole) {
      throw new SourceFailure("again", `it broke off after ${at} of ${whole} bytes`, {
        network: true,
      });
    }
    return at;
  }

  async #opened(
    request: { offset: number; validator: string | undefined },
    signal: AbortSignal,
  ): Promise<ByteAnswer> {
    const { bytes } = this.#spec;
    let answer: ByteAnswer;
    try {
      answer = await this.#spec.open(request, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
    const told = answer.totalBytes;
    if (bytes !== undefined && told !== undefined && told !== bytes) {
      await end(answer);
      throw new SourceFailure("never", `it has ${told} bytes there, where ${bytes} are right`);
    }
    return answer;
  }

  /** Whether a file whose size nobody knows is there already. */
  async #isWhole(size: number): Promise<boolean> {
    const { bytes, digest } = this.#spec;
    if (bytes !== undefined || digest === undefined || size === 0) return false;
    return (await this.#hash(digest, size)) === digest.hex;
  }

  #hash({ algorithm }: Digest, bytes: number): Promise<string | undefined> {
    const { signal } = this.#tools;
    return hashRange(this.#file, { algorithm, offset: 0, bytes, signal });
  }

  /** Looks whether the file is the right one; throws it away where it is not. */
  async #check(size: number): Promise<void> {
    const { digest, name } = this.#spec;
    if (digest === undefined || (await this.#hash(digest, size)) === digest.hex) return;
    await this.#startAnew();
    this.#wrong += 1;
    const kind = digest.algorithm === "sha256" ? "SHA-256" : "SHA-512";
    const what = `its content is not the right one (${kind} differs), and was thrown away`;
    this.#tools.onEvent({ kind: "discarded", message: `${name}: ${what}.` });
    // The first time it may be two halves of different contents.
    throw new SourceFailure(this.#wrong < WRONG_CONTENT_MAX ? "again" : "never", what);
  }

  async #startAnew(): Promise<0> {
    await this.#file.truncate(0);
    await removeTree(validatorPath(this.#spec));
    this.#count(0);
    return 0;
  }

  async #write(chunk: Uint8Array, at: number): Promise<void> {
    try {
      await this.#tools.disk.write(this.#file, chunk, at);
    } catch (error) {
      throw storageError(this.#spec.path, error);
    }
  }

  #count(at: number): void {
    if (at !== this.#counted) this.#meter.add(this.#spec.name, at - this.#counted);
    this.#counted = at;
  }

  #tooLong(most: number): SourceFailure {
    return new SourceFailure("never", `it gives more than the ${most} bytes that are right`);
  }

  async #validator(): Promise<string | undefined> {
    try {
      const noted = JSON.parse(await readFile(validatorPath(this.#spec), "utf8")) as Noted;
      return noted.origin === this.#spec.origin ? noted.validator : undefined;
    } catch {
      // Nothing noted, or torn by a crash: the digest decides.
      return undefined;
    }
  }

  async #note(validator: string | undefined): Promise<void> {
    const path = validatorPath(this.#spec);
    const noted = { origin: this.#spec.origin, validator };
    try {
      if (validator === undefined) await removeTree(path);
      else await writeFile(path, JSON.stringify(noted));
    } catch (error) {
      throw storageError(path, error);
    }
  }
}

/** Frees what is behind an answer that is not read. */
async function end(answer: ByteAnswer): Promise<void> {
  await answer.chunks[Symbol.asyncIterator]().return?.(undefined);
}
