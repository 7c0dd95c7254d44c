import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { DeviceError } from "../device/device-error.js";
import { fileError } from "../device/file-error.js";
import type { PcmFormat } from "../pcm-format.js";
import { WAV_DATA_BYTES_MAX, WAV_HEADER_BYTES, wavHeader } from "../wav/wav-header.js";
import type { Sink } from "./sink.js";

/**
 * A WAV or raw PCM file. It is written beside its place under the name `PATH.part` and renamed when it is closed and
 * its header tells its length, so that nobody meets half a file under the name asked for; a path that exists and is no
 * plain file (/dev/null, a FIFO) is written to directly, with a header of unknown length. Interrupted speech keeps
 * what was written.
 */
export class FileSink implements Sink {
  readonly name: string;
  readonly paced = false;
  readonly xruns = 0;
  private handle: FileHandle | undefined;
  private direct = false;
  private dataBytes = 0;
  private closed = false;

  constructor(
    private readonly path: string,
    readonly format: PcmFormat,
    private readonly container: "wav" | "raw",
  ) {
    this.name = `${container}-file ${basename(path)}`;
  }

  async open(): Promise<void> {
    if (this.handle !== undefined) return;
    await this.attempt(async () => {
      const existing = await stat(this.path).catch(() => undefined);
      this.direct = existing !== undefined && !existing.isFile();
      this.handle = await open(this.direct ? this.path : this.partPath, "w");
      if (this.container === "wav") await this.append(wavHeader(this.format, undefined));
    });
  }

  async write(pcm: Uint8Array): Promise<void> {
    if (this.container === "wav" && this.dataBytes + pcm.length > WAV_DATA_BYTES_MAX) {
      throw new DeviceError(
        "diskFull",
        this.path,
        `"${this.path}" has reached 4 GiB, the most that a WAV can hold; write a raw file instead.`,
      );
    }
    await this.attempt(() => this.append(pcm));
    this.dataBytes += pcm.length;
  }

  drain(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  /** Completes the file. One that no sound was written to is not made: what lay there before stays as it was. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const { handle } = this;
    if (handle === undefined) return;
    await this.attempt(async () => {
      const kept = !this.direct && this.dataBytes > 0;
      if (kept) {
        if (this.container === "wav") {
          await handle.write(wavHeader(this.format, this.dataBytes), 0, WAV_HEADER_BYTES, 0);
        }
        await handle.sync();
      }
      await handle.close();
      if (kept) await rename(this.partPath, this.path);
      else if (!this.direct) await rm(this.partPath, { force: true });
    });
  }

  private get partPath(): string {
    return `${this.path}.part`;
  }

  private async append(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const result = await this.handle?.write(bytes, written, bytes.length - written);
      written += result?.bytesWritten ?? bytes.length;
    }
  }

  /** Does `work`; when it fails, leaves no half file behind and says why. */
  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.closed = true;
      await this.handle?.close().catch(() => undefined);
      this.handle = undefined;
      if (!this.direct) await rm(this.partPath, { force: true }).catch(() => undefined);
      throw fileError(this.path, error);
    }
  }
}
