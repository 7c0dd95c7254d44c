import type { CliIo } from "./cli-io.js";

/** The least time between two drawings, in milliseconds. */
const REDRAW_MS = 100;

/** One line on the terminal that is drawn over and over; silent where stderr is no terminal or JSON is wanted. */
export class ProgressLine {
  readonly #io: CliIo;
  readonly #shown: boolean;
  #drawnMs = Number.NEGATIVE_INFINITY;
  #text = "";

  constructor(io: CliIo) {
    this.#io = io;
    this.#shown = io.stderr.isTTY === true && !io.json;
  }

  /** Shows what `text` gives, unless it was drawn a moment ago. */
  draw(text: () => string): void {
    const nowMs = performance.now();
    if (!this.#shown || nowMs - this.#drawnMs < REDRAW_MS) return;
    this.#drawnMs = nowMs;
    const columns = this.#io.stderr.columns ?? 80;
    this.#text = text().slice(0, columns - 1);
    this.#io.stderr.write(`\r\u001b[2K${this.#text}`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#text !== "") this.#io.stderr.write("\r\u001b[2K");
    this.#text = "";
  }
}
