import type { PcmFormat, PcmSamples } from "../pcm-format.js";

/** A run of captured frames. */
export interface CaptureChunk {
  /** Interleaved samples of the capture's encoding; the receiver owns them. */
  readonly samples: PcmSamples;
  /** Index of the chunk's first frame since the capture began; frames known to be lost are counted. */
  readonly firstFrame: number;
  /** Whether sound is missing between the chunk before and this one (overrun, read error, restart). */
  readonly gapBefore: boolean;
}

/** What went wrong so far; every number only grows. */
export interface CaptureCounters {
  /** Times that the device or our child lost frames because nobody read in time. */
  readonly overruns: number;
  /** Chunks dropped, oldest first, because the consumer did not keep up with the bounded queue. */
  readonly droppedChunks: number;
  /** Reads that the device failed. */
  readonly readErrors: number;
  /** Times that no audio came for the watchdog's time. */
  readonly stalls: number;
  /** Times that the capture process was started again. */
  readonly restarts: number;
}

/**
 * An open recording: an endless (device) or finite (file) run of chunks for one consumer. Iteration throws a
 * `DeviceError` when the device can't be opened or is lost for good. Leaving the loop, aborting the signal it was
 * opened with, or disposing it ends it and frees the device; the opener owns it and disposes it.
 */
export interface Capture extends AsyncIterable<CaptureChunk>, AsyncDisposable {
  /** What the samples are. For a WAV file it is the file's own format. */
  readonly format: PcmFormat;
  /** How the sound is taken, for logs and `--json`: `alsa-capture`, `arecord`, `file`, `fifo`, `stdin`. */
  readonly backend: CaptureBackend;
  /** What went wrong so far. */
  readonly counters: CaptureCounters;
}

/** How sound is taken. */
export type CaptureBackend = "alsa-capture" | "arecord" | "file" | "fifo" | "stdin";

/**
 * Where sound comes from. `device` tries alsa-capture and falls back to arecord, or takes the named `backend` only.
 * `file` is a WAV or raw file read as fast as it is consumed; `fifo` and `stdin` carry raw PCM (or a WAV) at their
 * writer's pace.
 */
export type CaptureSource =
  | {
      readonly kind: "device";
      readonly device: string;
      readonly backend?: "alsa-capture" | "arecord";
    }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "fifo"; readonly path: string }
  | { readonly kind: "stdin" };

/** How to record. */
export interface CaptureOptions {
  readonly source: CaptureSource;
  /** The format wanted from a device, and that of raw files; a WAV's header overrules it. */
  readonly format: PcmFormat;
  /** Chunk length in milliseconds, 5 to 200; 20 where absent. */
  readonly chunkMs?: number;
  /** Ends the capture; iteration then finishes without an error. */
  readonly signal?: AbortSignal;
  /** Variables that the ALSA programs get beside ours, for example ALSA_CONFIG_PATH in tests. */
  readonly environment?: Readonly<Record<string, string>>;
}
