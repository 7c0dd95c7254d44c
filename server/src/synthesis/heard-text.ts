/** Most words remembered; one that the listener hears when it is older than that counts as not heard. */
const WORDS_MAX = 4096;

interface Word {
  /** Where it begins in the utterance's sound, in samples at the output rate. */
  readonly sampleStart: number;
  /** Where it ends in the utterance's text, in Unicode code points. */
  readonly textEnd: number;
}

/**
 * Remembers which words of one utterance begin where, so that a barge-in can be answered with the text that was heard.
 * Words are remembered whether the client asked for marks or not.
 */
export class HeardText {
  #words: Word[] = [];

  /** A word of the utterance; in the order of time. */
  add(sampleStart: number, textEnd: number): void {
    this.#words.push({ sampleStart, textEnd });
    // Halved now and then rather than shifted each time: removing the first of many is slow.
    if (this.#words.length > 2 * WORDS_MAX) this.#words = this.#words.slice(-WORDS_MAX);
  }

  /** The end, in the utterance's text, of the last word begun before `samples` of the utterance; 0 for none. */
  textEndAt(samples: number): number {
    let low = 0;
    let high = this.#words.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#words[middle]?.sampleStart ?? 0) < samples) low = middle + 1;
      else high = middle;
    }
    return this.#words[low - 1]?.textEnd ?? 0;
  }
}
