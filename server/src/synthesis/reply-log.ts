import type { StreamSynthesizeResponse } from "@sotto/proto";
import type { SpeechEvent } from "./reply-stamper.js";

/** About what a reply takes beside its sound, in bytes. */
const REPLY_BYTES = 64;

/** About what a mark takes, in bytes. */
const MARK_BYTES = 64;

/**
 * The replies of one session by sequence, held until they are acknowledged so that they can be sent again. When they
 * are more than the limit, the oldest are dropped: a stream never waits for acknowledgements.
 */
export class ReplyLog {
  readonly #bytesMax: number;
  readonly #onDrop: () => void;
  #replies: StreamSynthesizeResponse[] = [];
  #bytes = 0;
  #lastSequence = 0;

  /** @param onDrop Told when replies that nobody acknowledged are dropped. */
  constructor(bytesMax: number, onDrop: () => void) {
    this.#bytesMax = bytesMax;
    this.#onDrop = onDrop;
  }

  /** The sequence of the last reply; 0 before the first. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Replies that nobody has acknowledged. */
  get holds(): number {
    return this.#replies.length;
  }

  /** Whether replies can be given from after `sequence` on. */
  canResumeAfter(sequence: number): boolean {
    const first = this.#replies[0]?.sequence ?? this.#lastSequence + 1;
    return sequence >= first - 1 && sequence <= this.#lastSequence;
  }

  /** Makes `event` the next reply. */
  add(event: SpeechEvent): void {
    this.#lastSequence += 1;
    this.#replies.push({ sequence: this.#lastSequence, event });
    this.#bytes += sizeOf(event);
    let dropped = 0;
    while (this.#bytes > this.#bytesMax && dropped < this.#replies.length - 1) {
      const oldest = this.#replies[dropped];
      this.#bytes -= sizeOf(oldest?.event);
      dropped += 1;
    }
    if (dropped === 0) return;
    this.#replies.splice(0, dropped);
    this.#onDrop();
  }

  /** The reply after `sequence`, where it has been made. */
  after(sequence: number): StreamSynthesizeResponse | undefined {
    const first = this.#replies[0]?.sequence ?? 0;
    return this.#replies[sequence + 1 - first];
  }

  /** Replies up to `sequence` need not be held. */
  acknowledge(sequence: number): void {
    const first = this.#replies[0]?.sequence ?? 0;
    const count = Math.min(Math.max(0, sequence + 1 - first), this.#replies.length);
    for (const { event } of this.#replies.splice(0, count)) this.#bytes -= sizeOf(event);
  }
}

function sizeOf(event: StreamSynthesizeResponse["event"]): number {
  if (event?.$case === "audio") return REPLY_BYTES + event.value.audio.byteLength;
  if (event?.$case === "marks") return REPLY_BYTES + MARK_BYTES * event.value.marks.length;
  return REPLY_BYTES;
}
