/** Energy above which a frame may be heard; silence is at about -9, the faintest consonants at -4. */
const AUDIBLE_ENERGY = -4.5;

/** Silence kept before the first sound in ms: it takes up what is soft at the onset. */
const LEAD_MS = 60;

/** What of the symbol before the first one is kept at the most, in ms: sounds begin at most 0.1 s early. */
const PAD_MS_MAX = 125;

/** Longest silence kept behind a sentence and behind a part of one, in ms at the voice's own pace. */
const SENTENCE_PAUSE_MS = 420;
const CLAUSE_PAUSE_MS = 200;

/** Marks behind which a sentence is over. */
const SENTENCE_ENDS = ".!?…";

/** Whether a piece with this end mark ends a sentence, and not only a part of one. */
export function endsSentence(endMark: string): boolean {
  return SENTENCE_ENDS.includes(endMark);
}

/** Which frames of a sentence are spoken; `end` exclusive. */
export interface SpeechBounds {
  /** First frame to compute. */
  readonly begin: number;
  /** Where the computed frames end: behind the pause. */
  readonly end: number;
  /** Where the last sound ends. */
  readonly speechEnd: number;
}

/** What {@link speechBounds} looks at. */
export interface SpeechBoundsInput {
  readonly energy: Float32Array;
  /** Frame at which the first symbol begins, behind the pad. */
  readonly firstSymbolFrame: number;
  /** Shift of energy that the style asked for. */
  readonly energyShift: number;
  readonly frameMs: number;
  readonly lengthScale: number;
  /** Whether a sentence ends here, and not only a part of one. */
  readonly endsSentence: boolean;
}

/**
 * The first frame worth computing; `undefined` where nothing is heard in these frames. Those of a sentence's beginning are
 * enough to find it.
 */
export function speechBegin(input: SpeechBoundsInput): number | undefined {
  const first = input.energy.findIndex((value) => isHeard(value, input));
  if (first < 0) return undefined;
  const lead = framesIn(LEAD_MS, input);
  // Some voices take an audible breath in the pad, which is cut.
  return Math.max(0, first - lead, input.firstSymbolFrame - framesIn(PAD_MS_MAX, input));
}

/**
 * Finds the frames worth computing. The teacher begins every sentence with 0.3 to 0.5 s of silence, and ends it with as
 * much or, in Mandarin, twice that: a listener would wait for the one, and two sentences would be 1.5 s apart.
 */
export function speechBounds(input: SpeechBoundsInput): SpeechBounds {
  const { energy, lengthScale, endsSentence } = input;
  const begin = speechBegin(input);
  if (begin === undefined) return { begin: 0, end: energy.length, speechEnd: energy.length };
  const speechEnd = energy.findLastIndex((value) => isHeard(value, input)) + 1;
  const pauseMs = (endsSentence ? SENTENCE_PAUSE_MS : CLAUSE_PAUSE_MS) * lengthScale;
  const end = Math.min(energy.length, speechEnd + framesIn(pauseMs, input));
  // Where a breath in a long pad is all that is heard, it lies before the beginning.
  return { begin, end: Math.max(begin, end), speechEnd: Math.max(begin, speechEnd) };
}

function isHeard(energy: number, { energyShift }: SpeechBoundsInput): boolean {
  return energy > AUDIBLE_ENERGY + energyShift;
}

function framesIn(ms: number, { frameMs }: SpeechBoundsInput): number {
  return Math.round(ms / frameMs);
}
