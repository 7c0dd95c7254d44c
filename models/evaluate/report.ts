import { arch, cpus, platform } from "node:os";
import type { ClipScores } from "./judges.js";
import type { ModelSize } from "./model-choice.js";
import type { Language } from "./sentences.js";
import type { SpeedReport } from "./speed.js";
import type { StreamingReport } from "./streaming.js";

/** The format of {@link EvaluationReport}. */
export const REPORT_FORMAT = "sotto-evaluation-1";

/** All that an evaluation found: what `--json` prints, `scores.json` holds, and model cards are written from. */
export interface EvaluationReport {
  readonly format: string;
  readonly date: string;
  readonly model: {
    readonly id: string;
    readonly version: string;
    readonly manifestSha256: string;
    readonly size: ModelSize;
  };
  readonly machine: Machine;
  readonly chunkMs: number;
  readonly voices: readonly VoiceReport[];
  readonly speed: SpeedReport | null;
  readonly streaming: StreamingReport | null;
  /** What the cloning judge wrote, as it is. */
  readonly cloning: unknown;
}

/** Where it ran. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  readonly node: string;
}

/** One voice's means and the rows that they are of. */
export interface VoiceReport {
  readonly voice: string;
  readonly language: Language;
  readonly clips: number;
  readonly means: VoiceMeans;
  /** The teacher's own means on the same sentences in the same voice; null where it has no such voice. */
  readonly teacher: VoiceMeans | null;
  readonly rows: readonly ClipScores[];
}

/** Means over clips; word errors over all words. Null where not measured. */
export interface VoiceMeans {
  readonly signal: number | null;
  readonly background: number | null;
  readonly overall: number | null;
  readonly p808: number | null;
  readonly wordErrorsPercent: number | null;
  readonly f0Correlation: number | null;
  readonly f0MedianRatio: number | null;
  readonly voicingAgreement: number | null;
  readonly pace: number | null;
}

/** The machine that this runs on. */
export function thisMachine(): Machine {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? "unknown",
    cores: cpus().length,
    platform: `${platform()} ${arch()}`,
    node: process.versions.node,
  };
}

/** Means of `rows`. */
export function meansOf(rows: readonly ClipScores[]): VoiceMeans {
  const mean = (of: (row: ClipScores) => number | undefined): number | null => {
    const values = rows.map(of).filter((value) => value !== undefined);
    return values.length === 0 ? null : values.reduce((sum, v) => sum + v, 0) / values.length;
  };
  const words = rows.reduce((sum, row) => sum + (row.words ?? 0), 0);
  const wrong = rows.reduce((sum, row) => sum + (row.wrong ?? 0), 0);
  return {
    signal: mean((row) => row.SIG),
    background: mean((row) => row.BAK),
    overall: mean((row) => row.OVR),
    p808: mean((row) => row.P808),
    wordErrorsPercent: words === 0 ? null : (100 * wrong) / words,
    f0Correlation: mean((row) => row.f0_correlation),
    f0MedianRatio: mean((row) => row.f0_median_ratio),
    voicingAgreement: mean((row) => row.voicing_agreement),
    pace: mean((row) => row.pace),
  };
}

/** The teacher's means as its file holds them. */
export function teacherMeans(scores: Readonly<Record<string, number>>): VoiceMeans {
  return {
    signal: scores["SIG"] ?? null,
    background: scores["BAK"] ?? null,
    overall: scores["OVR"] ?? null,
    p808: scores["P808"] ?? null,
    wordErrorsPercent: scores["wer_percent"] ?? null,
    f0Correlation: 1,
    f0MedianRatio: 1,
    voicingAgreement: 1,
    pace: 1,
  };
}
