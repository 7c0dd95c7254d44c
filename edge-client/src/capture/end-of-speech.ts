import { LEVEL_DBFS_MIN } from "./level-meter.js";

/** When speech counts as begun and ended. */
export interface EndOfSpeechOptions {
  /** How far above the room's noise speech is, in dB; 12 where absent. */
  readonly marginDb?: number;
  /** Speech must last this long to count, in milliseconds; 150 where absent. */
  readonly speechMs?: number;
  /** Silence after speech that ends it, in milliseconds; 800 where absent. */
  readonly silenceMs?: number;
}

/** Nothing quieter than this is speech, however quiet the room, in dBFS. */
const SPEECH_DBFS_MIN = -50;
/** A first guess at the room, low enough that a recording which begins within a word still notices the speech. */
const NOISE_DBFS_START = -45;
/** How fast the estimate of the room's noise may rise, in dB per second; it falls at once. */
const NOISE_RISE_DB_PER_S = 3;

/**
 * Tells by energy alone when a speaker has begun and when they have stopped: level against a noise floor that follows
 * minima. It needs no model and no allocation, and is meant for ending a recording, not for telling speech from music.
 */
export class EndOfSpeech {
  private readonly marginDb: number;
  private readonly speechMs: number;
  private readonly silenceMs: number;
  private noiseDbfs = NOISE_DBFS_START;
  private loudMs = 0;
  private quietMs = 0;
  private begun = false;

  constructor(options: EndOfSpeechOptions = {}) {
    this.marginDb = options.marginDb ?? 12;
    this.speechMs = options.speechMs ?? 150;
    this.silenceMs = options.silenceMs ?? 800;
  }

  /** Takes the RMS level of the next `ms` milliseconds; says whether speech has not begun, goes on, or has ended. */
  push(rmsDbfs: number, ms: number): "waiting" | "speaking" | "ended" {
    const risen = this.noiseDbfs + (NOISE_RISE_DB_PER_S * ms) / 1000;
    this.noiseDbfs = Math.max(LEVEL_DBFS_MIN, Math.min(rmsDbfs, risen));
    const loud = rmsDbfs > Math.max(SPEECH_DBFS_MIN, this.noiseDbfs + this.marginDb);
    this.loudMs = loud ? this.loudMs + ms : 0;
    this.quietMs = loud ? 0 : this.quietMs + ms;
    if (this.loudMs >= this.speechMs) this.begun = true;
    if (!this.begun) return "waiting";
    return this.quietMs >= this.silenceMs ? "ended" : "speaking";
  }
}
