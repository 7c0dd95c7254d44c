import type { SottoError } from "@sotto/proto";
import { throwIfAborted } from "../support/abort.js";
import { Segmenter } from "./segmenter.js";
import type { SpeechItem, SpeechSource } from "./speech-queue.js";
import { Utterance } from "./utterance.js";

/** How much text is segmented at a time: a long text's first sound is not to wait for the segmentation of its end. */
const PIECE_UNITS = 2048;

/** One whole text as one utterance, segmented while it is spoken. */
export class TextSource implements SpeechSource {
  readonly #text: string;
  readonly #controller = new AbortController();
  readonly #segmenter = new Segmenter();
  readonly #utterance: Utterance;
  #items: SpeechItem[] = [];
  #taken = 0;
  #at = 0;
  #ended = false;

  /** @param acceptedMs When the text was accepted. */
  constructor(text: string, acceptedMs: number) {
    this.#text = text;
    this.#utterance = new Utterance(1, acceptedMs, this.#controller.signal);
  }

  next(signal: AbortSignal): Promise<SpeechItem | undefined> {
    throwIfAborted(signal);
    const item = this.peek();
    this.#taken += 1;
    return Promise.resolve(item);
  }

  peek(): SpeechItem | undefined {
    while (this.#taken >= this.#items.length && !this.#ended) {
      this.#items = [];
      this.#taken = 0;
      this.#segmentMore();
    }
    return this.#items[this.#taken];
  }

  interrupt(reason: SottoError): void {
    this.#ended = true;
    this.#items = [];
    this.#controller.abort(reason);
  }

  #segmentMore(): void {
    const utterance = this.#utterance;
    const isLast = this.#at >= this.#text.length;
    const piece = this.#text.slice(this.#at, this.#at + PIECE_UNITS);
    this.#at += PIECE_UNITS;
    const segments = isLast ? this.#segmenter.finish() : this.#segmenter.push(piece);
    for (const segment of segments) this.#items.push({ kind: "segment", utterance, segment });
    if (!isLast) return;
    this.#items.push({ kind: "end", utterance });
    this.#ended = true;
  }
}
