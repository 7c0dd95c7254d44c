/** Everything that turns text and a prompt into samples. */

export {
  RESAMPLER_RATE_MAX_HZ,
  RESAMPLER_RATE_MIN_HZ,
  Resampler,
} from "./dsp/resampler.js";
export {
  type CloningKind,
  type Engine,
  type EngineMark,
  type ModelDescription,
  type PromptEncoder,
  type PromptResult,
  type PromptVerdict,
  SEGMENT_CHARS_MAX,
  type SegmentSpec,
  type StageDurationsMs,
  type Stepper,
  type StepResult,
  type VoiceChoice,
} from "./engine.js";
export {
  describeModel,
  type EngineSource,
  type KokoroSource,
  loadEngine,
  type MiniSource,
  type TestSource,
} from "./engine-loader.js";
export { type MemoryAvailable, memoryAvailable } from "./manifest/machine-memory.js";
export { type MemoryNeed, planMemory } from "./manifest/memory-plan.js";
export type { OnnxOptions } from "./onnx/onnx-options.js";
export { PROMPT_SECONDS_MAX, PROMPT_SPEECH_SECONDS_MIN } from "./prompt/prompt-checks.js";
export { defaultModelsDir, installedModelDir } from "./store/models-dir.js";
export { parseStyle, STYLE_CHARS_MAX } from "./style/parse-style.js";
export {
  ALL_STYLE_WORDS,
  NEUTRAL_STYLE,
  STYLE_WORDS,
  type StyleControls,
  type StyleWord,
} from "./style/style-controls.js";
export type { TestEngineOptions, TestFault } from "./test-engine/options.js";
export { TEST_PROMPT_RATE_HZ } from "./test-engine/prompt-encoder.js";
export { testSampleCount, testWaveform } from "./test-engine/waveform.js";
export { hasSpeakableText } from "./text/speakable.js";
export { checkBuiltInVoice, isBuiltInVoice } from "./voices/built-in-voice.js";
export { isMixture } from "./voices/voice-mixture.js";
