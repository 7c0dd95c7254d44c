/** The longest piece of text in one message, in UTF-16 units; the contract allows 16,384 characters. */
export const TEXT_PIECE_UNITS_MAX = 4096;

/**
 * Cuts text into messages without cutting a character in two: text may come split anywhere, even between the two
 * halves of a surrogate pair.
 */
export class TextPieces {
  #held = "";

  /** The messages that `text` makes, with what was held back before; half a character at its end is held back. */
  push(text: string): string[] {
    const all = this.#held + text;
    const end = endsInHalf(all, all.length) ? all.length - 1 : all.length;
    this.#held = all.slice(end);
    const pieces: string[] = [];
    for (let at = 0; at < end; ) {
      let to = Math.min(at + TEXT_PIECE_UNITS_MAX, end);
      if (to < end && endsInHalf(all, to)) to -= 1;
      pieces.push(all.slice(at, to));
      at = to;
    }
    return pieces;
  }

  /** What was held back, at the end of an utterance; it is then half a character and will be sent as U+FFFD. */
  rest(): string[] {
    const rest = this.#held;
    this.#held = "";
    return rest === "" ? [] : [rest];
  }
}

/** Whether the unit before `at` is the first half of a surrogate pair. */
function endsInHalf(text: string, at: number): boolean {
  const unit = text.charCodeAt(at - 1);
  return unit >= 0xd800 && unit <= 0xdbff;
}
