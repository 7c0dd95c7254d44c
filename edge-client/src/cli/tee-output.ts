import type { AudioChunk, AudioFormat } from "@sotto/proto";
import type { OutputPosition, SpeechOutput } from "./speech-output.js";

/** Sound to a listener and to a file at once: the listener sets the pace and tells the position. It owns both. */
export class TeeOutput implements SpeechOutput {
  readonly live: boolean;
  readonly #listener: SpeechOutput;
  readonly #file: SpeechOutput;

  constructor(listener: SpeechOutput, file: SpeechOutput) {
    this.live = listener.live;
    this.#listener = listener;
    this.#file = file;
  }

  async start(format: AudioFormat): Promise<void> {
    await Promise.all([this.#file.start(format), this.#listener.start(format)]);
  }

  async write(chunk: AudioChunk): Promise<void> {
    await this.#file.write(chunk);
    await this.#listener.write(chunk);
  }

  endUtterance(): void {
    this.#file.endUtterance();
    this.#listener.endUtterance();
  }

  interrupt(): Promise<OutputPosition> {
    return this.#listener.interrupt();
  }

  async finish(): Promise<OutputPosition> {
    await this.#file.finish();
    return await this.#listener.finish();
  }

  position(): OutputPosition {
    return this.#listener.position();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener[Symbol.asyncDispose]();
    await this.#file[Symbol.asyncDispose]();
  }
}
