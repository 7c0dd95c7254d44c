import { AudioEncoding, SottoError } from "@sotto/proto";
import type { EncodedPiece, UtteranceEncoder } from "../../src/audio/encoder.js";
import type { PromptDecoder } from "../../src/audio/prompt-decoder.js";
import type {
  StageSpan,
  SynthesisDeps,
  SynthesisLimits,
  SynthesisObserver,
  UtteranceStats,
} from "../../src/synthesis/ports.js";
import { FakeInference, type FakeInferenceOptions } from "./fake-inference.js";
import { ManualClock } from "./manual-clock.js";

/** Limits that no test meets unless it means to. */
export const FAKE_LIMITS: SynthesisLimits = {
  textCharsMax: 100_000,
  pendingTextCharsMax: 50_000,
  textWaitDefaultMs: 500,
  idleMs: 30_000,
  callMs: 600_000,
  resumeWindowMs: 30_000,
  resumeBufferBytes: 1 << 20,
  parkedSessionsMax: 8,
};

/** A synthesis room's surroundings in memory, with counts of all that is open. */
export interface FakeRoom {
  readonly deps: SynthesisDeps;
  readonly inference: FakeInference;
  readonly clock: ManualClock;
  openEncoders: number;
  openDecoders: number;
}

/** Makes a room. */
export function fakeRoom(
  options: FakeInferenceOptions & { readonly limits?: Partial<SynthesisLimits> } = {},
): FakeRoom {
  const inference = new FakeInference(options);
  const clock = new ManualClock();
  const room: FakeRoom = {
    inference,
    clock,
    openEncoders: 0,
    openDecoders: 0,
    deps: {
      inference,
      clock,
      limits: { ...FAKE_LIMITS, ...options.limits },
      voices: {
        resolve: (reference, model) => {
          const name = reference === "" ? model.defaultVoice : reference;
          if (model.voices.includes(name)) {
            return Promise.resolve({ name, choice: { kind: "builtIn", name } });
          }
          const details = { resource: reference };
          return Promise.reject(new SottoError("VOICE_NOT_FOUND", "No such voice.", details));
        },
      },
      createEncoder: (format, modelRateHz) => {
        room.openEncoders += 1;
        const ratio = format.sampleRateHz / modelRateHz;
        return fakeEncoder(format.encoding, ratio, () => {
          room.openEncoders -= 1;
        });
      },
      createPromptDecoder: () => {
        room.openDecoders += 1;
        return fakeDecoder(() => {
          room.openDecoders -= 1;
        });
      },
    },
  };
  return room;
}

/** Samples that the fake encoder holds back until `finish`, as a resampler does. */
const HELD_SAMPLES = 7;

/** LINEAR16 or FLOAT32 without headers, each sample repeated to the output rate; any other encoding is one byte each. */
function fakeEncoder(encoding: number, ratio: number, onClose: () => void): UtteranceEncoder {
  let held: number[] = [];
  let isClosed = false;
  const encode = (values: readonly number[]): EncodedPiece[] => {
    if (isClosed) throw new Error("This is a bug: a closed encoder is used");
    const pieces: EncodedPiece[] = [];
    for (let from = 0; from < values.length; from += 4000) {
      const part = values.slice(from, from + 4000);
      const bytes =
        encoding === AudioEncoding.FLOAT32
          ? Buffer.from(Float32Array.from(part).buffer)
          : Buffer.from(Int16Array.from(part, (value) => Math.round(value * 32767)).buffer);
      pieces.push({ bytes, samples: part.length });
    }
    return pieces;
  };
  return {
    encode: (samples) => {
      const repeated = ratio === 1 ? Array.from(samples) : repeatEach(samples, ratio);
      const all = [...held, ...repeated];
      held = all.slice(-HELD_SAMPLES);
      return encode(all.slice(0, -HELD_SAMPLES));
    },
    finish: () => encode(held),
    close: () => {
      if (!isClosed) onClose();
      isClosed = true;
    },
  };
}

function repeatEach(samples: Float32Array, times: number): number[] {
  return Array.from({ length: samples.length * times }, (_, index) => {
    return samples[Math.floor(index / times)] ?? 0;
  });
}

/** Each byte is a sample. A byte 255 can't be read. */
function fakeDecoder(onClose: () => void): PromptDecoder {
  let isClosed = false;
  return {
    push: (bytes) => {
      if (bytes.includes(255)) {
        const details = { field: "prompt_audio", limit: "no byte 255" };
        return Promise.reject(new SottoError("UNUSABLE_PROMPT", "Unreadable.", details));
      }
      return Promise.resolve(Float32Array.from(bytes, (byte) => byte / 256));
    },
    finish: () => Promise.resolve(new Float32Array(0)),
    close: () => {
      if (!isClosed) onClose();
      isClosed = true;
    },
  };
}

/** An observer that remembers. */
export class RecordingSynthesis implements SynthesisObserver {
  readonly stages: StageSpan[] = [];
  readonly firstAudios: number[] = [];
  readonly chunks: { readonly gapMs: number; readonly late: boolean }[] = [];
  readonly utterances: UtteranceStats[] = [];
  readonly limits: string[] = [];
  bargeIns = 0;

  stage(span: StageSpan): void {
    this.stages.push(span);
  }

  firstAudio(timeToFirstAudioMs: number): void {
    this.firstAudios.push(timeToFirstAudioMs);
  }

  chunkSent(gapMs: number, late: boolean): void {
    this.chunks.push({ gapMs, late });
  }

  utteranceDone(stats: UtteranceStats): void {
    this.utterances.push(stats);
  }

  bargeIn(): void {
    this.bargeIns += 1;
  }

  limitHit(limit: string): void {
    this.limits.push(limit);
  }
}

/** Lets everything that waits for nothing but promises run. */
export async function settle(turns = 3): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
