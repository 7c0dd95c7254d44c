/** Where computing time went, in milliseconds: for the first sound, and in all. */
export interface StageReport {
  readonly firstQueueMs: number;
  readonly firstFrontEndMs: number;
  readonly firstAcousticMs: number;
  readonly firstVocoderMs: number;
  readonly firstEncodeMs: number;
  readonly firstWriteMs: number;
  readonly frontEndMs: number;
  readonly acousticMs: number;
  readonly vocoderMs: number;
  readonly encodeMs: number;
  readonly queueMs: number;
}

/** What `sotto say --json` prints. */
export interface SpeechReport {
  /** From all input for the first sound sent (the link's making included) to that sound received; null without sound. */
  readonly ttfaMs: number | null;
  /** From opening the session to the server's first answer: what the link costs a first word. Null without an answer. */
  readonly connectMs: number | null;
  /** The server's or the offline voice's part of it, as measured there for the first utterance. */
  readonly serverTtfaMs: number | null;
  readonly audioSeconds: number;
  /** Real-time factor: computing time over the sound's length; below 1 is faster than real time. */
  readonly rtf: number | null;
  /** Gaps that the listener heard. */
  readonly underruns: number;
  readonly underrunMs: number;
  readonly chunks: number;
  readonly bytes: number;
  readonly utterances: number;
  readonly stages: StageReport;
  readonly model: string;
  readonly modelVersion: string;
  readonly voice: string;
  /** What was thought of the prompt; absent without one. */
  readonly prompt?: {
    readonly verdict: string;
    readonly seconds: number;
    readonly speechSeconds: number;
    readonly summary: string;
  };
  readonly output: { readonly encoding: string; readonly sampleRateHz: number };
  /** The timings asked for with `--marks`. */
  readonly marks?: readonly {
    readonly kind: string;
    readonly value: string;
    readonly textStart: number;
    readonly textEnd: number;
    readonly startSeconds: number;
    readonly endSeconds: number;
  }[];
  /** The file written, `-` for stdout, or null where the sound was played. */
  readonly out: string | null;
  /** How often the link was lost and found again. */
  readonly reconnects: number;
  /** Whether the voice on this machine spoke. */
  readonly offline: boolean;
  /** The most memory that this process had, in MiB. */
  readonly peakRssMiB: number;
}

/** The report in a few lines for people. */
export function reportText(report: SpeechReport): string {
  const { audioSeconds, rtf, underruns, underrunMs } = report;
  const where = report.out === null ? "Spoke" : `Wrote ${report.out}:`;
  const by = `${report.model} ${report.modelVersion}, voice ${report.voice}`;
  const gaps = underruns === 0 ? "0 underruns" : `${underruns} underruns (${underrunMs} ms)`;
  const again = report.reconnects === 0 ? "" : `, ${report.reconnects} reconnects`;
  const prompt =
    report.prompt === undefined
      ? []
      : [`Prompt ${report.prompt.verdict}: ${report.prompt.summary}`];
  return [
    `${where} ${audioSeconds.toFixed(2)} s (${by}${report.offline ? ", offline" : ""})`,
    `${firstAudioText(report)}, RTF ${rtf === null ? "-" : rtf.toFixed(3)}, ${gaps}${again}`,
    ...prompt,
  ].join("\n");
}

function firstAudioText({ ttfaMs, serverTtfaMs, offline }: SpeechReport): string {
  if (ttfaMs === null) return "no sound";
  const first = `first audio ${ttfaMs.toFixed(0)} ms`;
  if (serverTtfaMs === null) return first;
  return `${first} (${serverTtfaMs.toFixed(1)} ms of it in ${offline ? "the offline voice" : "the server"})`;
}
