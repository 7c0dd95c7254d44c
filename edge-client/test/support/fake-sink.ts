import { bytesPerFrame, type PcmFormat } from "../../src/pcm-format.js";
import type { Sink } from "../../src/playback/sink.js";

/** A sink in memory: it keeps what it is given, and fails when it is told to. */
export class FakeSink implements Sink {
  readonly name = "fake";
  readonly xruns = 0;
  /** What each opening was given; `stop` cuts nothing off. */
  readonly openings: Uint8Array[][] = [];
  readonly calls: string[] = [];
  /** Thrown by the next call of the named method. */
  readonly failures = new Map<"open" | "write" | "drain", Error>();
  /** Thrown by every write while it is set. */
  broken: Error | undefined;
  private isOpen = false;

  constructor(
    readonly format: PcmFormat,
    readonly paced: boolean,
  ) {}

  /** All that was given, over all openings. */
  get bytes(): Buffer {
    return Buffer.concat(this.openings.flat());
  }

  /** Frames given in opening `index`. */
  framesOf(index: number): number {
    return Buffer.concat(this.openings[index] ?? []).length / bytesPerFrame(this.format);
  }

  open(): Promise<void> {
    return this.act("open", () => {
      if (!this.isOpen) this.openings.push([]);
      this.isOpen = true;
    });
  }

  write(pcm: Uint8Array): Promise<void> {
    if (this.broken !== undefined) return Promise.reject(this.broken);
    return this.act("write", () => {
      this.openings.at(-1)?.push(Uint8Array.from(pcm));
    });
  }

  drain(): Promise<void> {
    return this.act("drain", () => {
      this.isOpen = false;
    });
  }

  stop(): Promise<void> {
    this.calls.push("stop");
    this.isOpen = false;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.calls.push("close");
    this.isOpen = false;
    return Promise.resolve();
  }

  private act(name: "open" | "write" | "drain", work: () => void): Promise<void> {
    if (name !== "write") this.calls.push(name);
    const failure = this.failures.get(name);
    if (failure === undefined) {
      work();
      return Promise.resolve();
    }
    this.failures.delete(name);
    this.isOpen = false;
    return Promise.reject(failure);
  }
}
