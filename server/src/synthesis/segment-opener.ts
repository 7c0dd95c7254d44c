import type { SegmentSpec } from "@sotto/models";
import { SottoError } from "@sotto/proto";
import type { Lease, ScheduledSegment } from "../scheduling/inference.js";
import { raceAbort } from "../support/abort.js";
import { hasSomethingToSay } from "./characters.js";
import type { SpeechItem } from "./speech-queue.js";

type SegmentItem = Extract<SpeechItem, { kind: "segment" }>;

/** A segment that is open, and how long its opening took, its waiting included. */
export interface OpenedSegment {
  readonly scheduled: ScheduledSegment;
  readonly openMs: number;
}

/** What opening a segment needs beside the segment. */
export interface SegmentOpenerOptions {
  readonly lease: Lease;
  readonly now: () => number;
  /** The parts of a segment that all segments of the stream have. */
  readonly common: () => Pick<SegmentSpec, "voice" | "style" | "speed" | "seed">;
}

interface Ahead {
  readonly item: SegmentItem;
  readonly opening: Promise<OpenedSegment | undefined>;
}

/**
 * Opens the segments of one stream, one ahead of the one being spoken, so that there is no gap between sentences. Who
 * gets a segment closes it; what was opened ahead and never asked for is closed here.
 */
export class SegmentOpener {
  readonly #options: SegmentOpenerOptions;
  #ahead: Ahead | undefined;

  constructor(options: SegmentOpenerOptions) {
    this.#options = options;
  }

  /** Begins to open the item that comes next, if it is another segment of the same utterance; cheap to call again. */
  openAhead(current: SegmentItem, next: SpeechItem | undefined, deadlineMs: number): void {
    if (this.#ahead !== undefined || next?.kind !== "segment") return;
    if (next.utterance !== current.utterance) return;
    const opening = this.#open(next, next.utterance.segments, deadlineMs);
    // It is asked for later; until then a failure is not an unhandled one.
    opening.catch(() => undefined);
    this.#ahead = { item: next, opening };
  }

  /**
   * The segment of `item`; `undefined` where it has nothing to say (a row of dashes, an emoji). The number of segments
   * that its utterance has spoken so far is its index.
   * @throws SottoError what `Lease.openSegment` throws; the reason of the utterance's signal.
   */
  async open(item: SegmentItem, deadlineMs: number): Promise<OpenedSegment | undefined> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead?.item !== item) {
      closeWhenOpen(ahead);
      return this.#open(item, item.utterance.segments, deadlineMs);
    }
    try {
      return await raceAbort(ahead.opening, item.utterance.signal);
    } catch (error) {
      closeWhenOpen(ahead);
      throw error;
    }
  }

  /** Closes what was opened ahead; idempotent. */
  close(): void {
    closeWhenOpen(this.#ahead);
    this.#ahead = undefined;
  }

  async #open(
    { utterance, segment }: SegmentItem,
    segmentIndex: number,
    deadlineMs: number,
  ): Promise<OpenedSegment | undefined> {
    const { lease, now, common } = this.#options;
    const spec = { ...common(), text: segment.text, segmentIndex };
    const begunMs = now();
    const opening = lease.openSegment(spec, deadlineMs, utterance.signal);
    try {
      const scheduled = await raceAbort(opening, utterance.signal);
      return { scheduled, openMs: now() - begunMs };
    } catch (error) {
      // It may open after all, when nobody waits for it any more.
      void opening.then(
        (scheduled) => {
          scheduled.close();
        },
        () => undefined,
      );
      const silent = error instanceof SottoError && error.reason === "UNSPEAKABLE_TEXT";
      if (silent && !hasSomethingToSay(segment.text)) return undefined;
      throw error;
    }
  }
}

function closeWhenOpen(ahead: Ahead | undefined): void {
  ahead?.opening.then(
    (opened) => opened?.scheduled.close(),
    () => undefined,
  );
}
