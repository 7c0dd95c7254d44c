import type { MandarinTables, WordState } from "./mandarin-tables.js";
import { WORD_STATES } from "./mandarin-tables.js";

/** What a word that the list lacks costs: as much as one that makes up a ten-thousandth of all words. */
const OWN_WORD_COST = 9210;

/**
 * Cuts Chinese into words the way jieba does (MIT; the voices were taught with its words): the cheapest path through
 * the words of the list, and a hidden Markov model that joins runs of single characters to unknown words. Linear in the
 * text's length, as words are at most 16 characters long.
 */
export class Segmenter {
  readonly #tables: MandarinTables;
  readonly #ownWords: ReadonlySet<string>;
  readonly #ownLengthMax: number;

  /** `ownWords` are words that the list lacks. */
  constructor(tables: MandarinTables, ownWords: ReadonlySet<string>) {
    this.#tables = tables;
    this.#ownWords = ownWords;
    this.#ownLengthMax = Math.max(0, ...Array.from(ownWords, (word) => word.length));
  }

  /** The words of a run of simplified Chinese characters, in order; joined they are the run. */
  cut(run: string): string[] {
    const words: string[] = [];
    let singles = "";
    const flush = () => {
      if (singles.length > 1 && this.#tables.find(singles) === undefined) {
        words.push(...this.#cutUnknown(singles));
      } else words.push(...Array.from(singles));
      singles = "";
    };
    for (const word of this.#cheapestPath(run)) {
      if (word.length === 1 && !this.#ownWords.has(word)) singles += word;
      else {
        flush();
        words.push(word);
      }
    }
    flush();
    return words;
  }

  /** The cheapest words that make up the run, from its end to its beginning, as jieba counts them. */
  #cheapestPath(run: string): string[] {
    const cost = new Float64Array(run.length + 1);
    const length = new Uint16Array(run.length);
    for (let at = run.length - 1; at >= 0; at--) {
      let best = Number.POSITIVE_INFINITY;
      const offer = (wordLength: number, wordCost: number) => {
        const sum = wordCost + (cost[at + wordLength] ?? 0);
        // Of equal paths jieba takes the longer word.
        if (sum > best) return;
        best = sum;
        length[at] = wordLength;
      };
      offer(1, this.#tables.unseenCost);
      for (const word of this.#tables.wordsAt(run, at)) offer(word.length, word.cost);
      for (let size = 2; size <= Math.min(this.#ownLengthMax, run.length - at); size++) {
        if (this.#ownWords.has(run.slice(at, at + size))) offer(size, OWN_WORD_COST);
      }
      cost[at] = best;
    }
    const words: string[] = [];
    for (let at = 0; at < run.length; at += length[at] ?? 1) {
      words.push(run.slice(at, at + (length[at] ?? 1)));
    }
    return words;
  }

  /** Words of a run that the list does not know, by the most likely sequence of states (Viterbi). */
  #cutUnknown(run: string): string[] {
    const words: string[] = [];
    let begin = 0;
    mostLikelyStates(this.#tables, run).forEach((state, index) => {
      if (state === "B") begin = index;
      else if (state === "E") words.push(run.slice(begin, index + 1));
      else if (state === "S") words.push(run.charAt(index));
    });
    return words;
  }
}

/** The cost that is as good as impossible. */
const NEVER = 1e9;

function mostLikelyStates(tables: MandarinTables, run: string): WordState[] {
  let costs = WORD_STATES.map(
    (state) => (tables.startCost(state) ?? NEVER) + emitCost(tables, state, run.charAt(0)),
  );
  const before: number[][] = [];
  for (let at = 1; at < run.length; at++) {
    const from: number[] = [];
    costs = WORD_STATES.map((state) => {
      const ways = WORD_STATES.map(
        (previous, index) => (costs[index] ?? NEVER) + (tables.stepCost(previous, state) ?? NEVER),
      );
      const best = Math.min(...ways);
      from.push(ways.indexOf(best));
      return best + emitCost(tables, state, run.charAt(at));
    });
    before.push(from);
  }
  // A run ends with the end of a word or with a word of one character.
  let index = (costs[2] ?? NEVER) < (costs[3] ?? NEVER) ? 2 : 3;
  const states = [index];
  for (const from of before.reverse()) {
    index = from[index] ?? 3;
    states.push(index);
  }
  return states.reverse().map((state) => WORD_STATES[state] ?? "S");
}

/** A character that the model never saw in a state is very unlikely there, but nothing worse. */
function emitCost(tables: MandarinTables, state: WordState, char: string): number {
  const cost = tables.emitCost(state, char);
  return cost === 0xffff ? NEVER : cost;
}
