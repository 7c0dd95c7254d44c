import { createHash } from "node:crypto";
import type { EngineMark, ModelDescription, PromptResult, SegmentSpec } from "@sotto/models";
import { SottoError } from "@sotto/proto";
import type {
  Inference,
  Lease,
  ScheduledPrompt,
  ScheduledSegment,
  ScheduledStep,
  StepOrder,
} from "../../src/scheduling/inference.js";
import { raceAbort, throwIfAborted } from "../../src/support/abort.js";

/** Model frames that the fake speaks for one UTF-16 unit of text. */
export const FRAMES_PER_UNIT = 1;

/** The fake's model: 100 samples a frame at 8 kHz, so that sums are easy. */
export const FAKE_MODEL: ModelDescription = {
  id: "fake",
  version: "1",
  description: "A fake.",
  languages: ["en"],
  sampleRateHz: 8000,
  promptSampleRateHz: 8000,
  cloning: "pitch",
  cloningDescription: "Takes pitch.",
  styles: ["slower", "faster"],
  wordMarks: true,
  phonemeMarks: true,
  speedMin: 0.5,
  speedMax: 2,
  voices: ["tone"],
  voiceMixtures: false,
  defaultVoice: "tone",
  hopSamples: 80,
  firstStepFramesMin: 2,
  memoryBytes: 1,
  license: "Apache-2.0",
  manifestSha256: "00",
  encoderId: "fake/1",
};

/** What tests may set. */
export interface FakeInferenceOptions {
  readonly model?: Partial<ModelDescription>;
  readonly leasesMax?: number;
  /** Called before each step is computed, and may wait or throw. */
  readonly beforeStep?: (order: StepOrder) => Promise<void> | void;
}

/**
 * An inference in memory: the samples of a segment are a hash of everything that may change them, so that tests can
 * compare bytes, and all that is open is counted.
 */
export class FakeInference implements Inference {
  readonly models: readonly ModelDescription[];
  readonly orders: StepOrder[] = [];
  readonly opened: SegmentSpec[] = [];
  readonly queuedSteps = 0;
  openSegments = 0;
  openPrompts = 0;
  readonly #leases = new Set<Lease>();
  readonly #options: FakeInferenceOptions;

  constructor(options: FakeInferenceOptions = {}) {
    this.#options = options;
    this.models = [{ ...FAKE_MODEL, ...options.model }];
  }

  get activeLeases(): number {
    return this.#leases.size;
  }

  admit(modelId: string): Lease {
    const model = this.models.find(({ id }) => id === modelId);
    if (model === undefined) throw new SottoError("MODEL_NOT_FOUND", "No such model.");
    if (this.#leases.size >= (this.#options.leasesMax ?? Infinity)) {
      throw new SottoError("BUSY", "Busy.", { retryAfterMs: 1000 });
    }
    const lease: Lease = {
      model,
      openSegment: async (spec, _deadlineMs, signal) => {
        const segment = await this.#openSegment(model, spec);
        if (signal.aborted) segment.close();
        throwIfAborted(signal);
        return segment;
      },
      openPrompt: () => Promise.resolve(this.#openPrompt()),
      release: () => this.#leases.delete(lease),
    };
    this.#leases.add(lease);
    return lease;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #openSegment(model: ModelDescription, spec: SegmentSpec): Promise<ScheduledSegment> {
    await Promise.resolve();
    if (!/[\p{L}\p{N}]/u.test(spec.text)) {
      throw new SottoError("UNSPEAKABLE_TEXT", "Nothing to say.", { field: "text" });
    }
    this.opened.push(spec);
    this.openSegments += 1;
    const samples = fakeSamples(spec, model);
    const marks = model.wordMarks ? fakeMarks(spec.text, model) : [];
    let given = 0;
    let isClosed = false;
    return {
      step: (order, signal) => {
        const step = async (): Promise<ScheduledStep> => {
          if (isClosed) throw new Error("This is a bug: a closed segment is stepped");
          this.orders.push(order);
          await this.#options.beforeStep?.(order);
          const end = Math.min(samples.length, given + order.maxFrames * model.hopSamples);
          const part = samples.slice(given, end);
          const inPart = marks.filter(
            (mark) => mark.sampleStart >= given && mark.sampleStart < end,
          );
          given = end;
          return {
            samples: part,
            marks: inPart,
            stages: { frontEndMs: 1, acousticMs: 2, vocoderMs: 3 },
            done: given === samples.length,
            queueMs: 0.5,
          };
        };
        return raceAbort(step(), signal);
      },
      close: () => {
        if (!isClosed) this.openSegments -= 1;
        isClosed = true;
      },
    };
  }

  #openPrompt(): ScheduledPrompt {
    this.openPrompts += 1;
    const hash = createHash("sha256");
    let count = 0;
    let isClosed = false;
    return {
      push: (samples) => {
        hash.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
        count += samples.length;
        return Promise.resolve();
      },
      finish: (): Promise<PromptResult> => {
        if (count < 100) {
          const limit = "at least 100 samples";
          const details = { field: "prompt_audio", limit };
          return Promise.reject(new SottoError("UNUSABLE_PROMPT", "Too short.", details));
        }
        return Promise.resolve({
          profile: new Uint8Array(hash.digest()),
          verdict: "good",
          promptSeconds: count / 8000,
          speechSeconds: count / 16000,
          summary: "Measured.",
        });
      },
      close: () => {
        if (!isClosed) this.openPrompts -= 1;
        isClosed = true;
      },
    };
  }
}

/** The samples of a segment, which depend on all that may change them and on nothing else. */
export function fakeSamples(spec: SegmentSpec, model: ModelDescription = FAKE_MODEL): Float32Array {
  const { text, voice, style, speed, seed, segmentIndex } = spec;
  const voiceKey =
    voice.kind === "builtIn" ? voice.name : Buffer.from(voice.profile).toString("hex");
  const key = JSON.stringify([text, voiceKey, style, speed, seed, segmentIndex]);
  let state = createHash("sha256").update(key).digest().readUInt32LE(0);
  const samples = new Float32Array(text.length * FRAMES_PER_UNIT * model.hopSamples);
  for (let index = 0; index < samples.length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    samples[index] = state / 2 ** 31 - 1;
  }
  return samples;
}

function fakeMarks(text: string, model: ModelDescription): EngineMark[] {
  const at = (unit: number): number => unit * FRAMES_PER_UNIT * model.hopSamples;
  return [...text.matchAll(/\S+/g)].flatMap(({ 0: value, index }) => {
    const span = {
      textStart: index,
      textEnd: index + value.length,
      sampleStart: at(index),
      sampleEnd: at(index + value.length),
    };
    return [
      { kind: "word" as const, value, ...span },
      { kind: "phoneme" as const, value: value.charAt(0), ...span },
    ];
  });
}
