import type { Readable } from "node:stream";

/** The most of a child's messages that we keep. */
const TAIL_CHARS_MAX = 4096;

/** The last 4 KiB that a child printed, to explain its end, and each line as it comes. */
export class StderrTail {
  private tail = "";
  private line = "";

  /** Reads `stream` to its end; `onLine` sees each whole line. */
  constructor(stream: Readable, onLine: (line: string) => void = () => undefined) {
    stream.setEncoding("utf8");
    stream.on("error", () => undefined);
    stream.on("data", (text: string) => {
      this.tail = (this.tail + text).slice(-TAIL_CHARS_MAX);
      const lines = (this.line + text).slice(-TAIL_CHARS_MAX).split("\n");
      this.line = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    });
  }

  /** What is kept. */
  get text(): string {
    return this.tail;
  }
}
