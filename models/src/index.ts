/** Everything that turns text and a prompt into samples. */
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
  type StepResult,
  type Stepper,
  type VoiceChoice,
} from "./engine.js";
