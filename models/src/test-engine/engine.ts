import { createHash } from "node:crypto";
import { SottoError } from "@sotto/proto/error";
import type { Engine, ModelDescription, PromptEncoder, SegmentSpec, Stepper } from "../engine.js";
import { checkSegment } from "../segment-checks.js";
import { parseStyle } from "../style/parse-style.js";
import { STYLE_WORDS } from "../style/style-controls.js";
import { busyFor } from "./busy.js";
import { type ResolvedTestOptions, resolveTestOptions, type TestEngineOptions } from "./options.js";
import { checkTestProfile, TEST_PROMPT_RATE_HZ, TestPromptEncoder } from "./prompt-encoder.js";
import { makeFault, TestStepper } from "./stepper.js";

/**
 * An engine without a model: a waveform that is known beforehand ({@link testWaveform}) at a chosen cost, for tests and
 * for measuring the service alone. `loadEngine` gives it only for an explicit source of the family `test`.
 */
export class TestEngine implements Engine {
  readonly #options: ResolvedTestOptions;
  readonly #description: ModelDescription;

  constructor(options: TestEngineOptions) {
    this.#options = resolveTestOptions(options);
    this.#description = describeTestEngine(options);
    busyFor(this.#options.loadCostMs);
  }

  describe(): ModelDescription {
    return this.#description;
  }

  openPrompt(): PromptEncoder {
    return new TestPromptEncoder(this.#options);
  }

  async open(spec: SegmentSpec): Promise<Stepper> {
    checkSegment(spec, this.#description);
    if (spec.voice.kind === "profile") checkTestProfile(spec.voice.profile);
    parseStyle(spec.style, this.#description.styles);
    if (!/[\p{L}\p{N}]/u.test(spec.text)) {
      throw new SottoError("UNSPEAKABLE_TEXT", "The text holds nothing to say.", {
        field: "text",
        limit: "at least one word",
      });
    }
    await makeFault(this.#options.faults, spec.text, -1);
    busyFor(this.#options.openCostMs);
    return new TestStepper(spec, this.#options);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** What a test engine with these options tells of itself. */
export function describeTestEngine(options: TestEngineOptions): ModelDescription {
  const resolved = resolveTestOptions(options);
  return {
    id: resolved.id,
    version: "1",
    description: "A waveform known beforehand, for tests; it doesn't speak.",
    languages: ["en-US"],
    sampleRateHz: resolved.sampleRateHz,
    promptSampleRateHz: TEST_PROMPT_RATE_HZ,
    cloning: "pitch",
    cloningDescription: "A prompt changes the tone, so that tests can tell voices apart.",
    styles: STYLE_WORDS,
    wordMarks: true,
    phonemeMarks: false,
    speedMin: 0.5,
    speedMax: 2,
    voices: ["tone"],
    voiceMixtures: false,
    defaultVoice: "tone",
    hopSamples: resolved.hopSamples,
    firstStepFramesMin: resolved.firstStepFramesMin,
    memoryBytes: resolved.memoryBytes,
    license: "Apache-2.0",
    manifestSha256: createHash("sha256").update("sotto-test-engine/1").digest("hex"),
    encoderId: "test-hash/1",
  };
}
