import { once } from "node:events";
import type { Writable } from "node:stream";
import { fileError } from "../device/file-error.js";
import type { PcmFormat } from "../pcm-format.js";
import { wavHeader } from "../wav/wav-header.js";
import type { Sink } from "./sink.js";

/**
 * Standard output, as raw PCM or as a WAV whose length is not told, for pipes such as `sotto say … | sox -t wav -`.
 * The stream is not ours to end.
 */
export class StdoutSink implements Sink {
  readonly name = "stdout";
  readonly paced = false;
  readonly xruns = 0;
  private opened = false;
  private error: unknown;
  private readonly onError = (error: unknown): void => {
    this.error ??= error;
  };

  constructor(
    readonly format: PcmFormat,
    private readonly container: "raw" | "wav",
    private readonly stream: Writable,
  ) {}

  async open(): Promise<void> {
    if (this.opened) return;
    this.opened = true;
    this.stream.on("error", this.onError);
    if (this.container === "wav") await this.write(wavHeader(this.format, undefined));
  }

  async write(pcm: Uint8Array): Promise<void> {
    this.throwUnlessWell();
    try {
      // Copied: the stream may hold it longer than this call.
      if (!this.stream.write(Buffer.from(pcm))) await once(this.stream, "drain");
    } catch (error) {
      this.onError(error);
    }
    this.throwUnlessWell();
  }

  async drain(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.stream.write("", () => {
        resolve();
      });
    });
    this.throwUnlessWell();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.stream.off("error", this.onError);
    return Promise.resolve();
  }

  private throwUnlessWell(): void {
    if (this.error !== undefined) throw fileError(this.name, this.error);
  }
}
