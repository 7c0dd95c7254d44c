import { SottoError } from "@sotto/proto/error";
import { type ModelDescription, SEGMENT_CHARS_MAX, type SegmentSpec } from "./engine.js";
import { checkBuiltInVoice } from "./voices/built-in-voice.js";

/**
 * Checks what every engine checks of a segment before it looks at the text itself.
 * @throws SottoError INVALID_FIELD for a text that is too long, a speed outside the model's limits, a seed that is no
 * 32-bit number; what {@link checkBuiltInVoice} throws.
 */
export function checkSegment(spec: SegmentSpec, model: ModelDescription): void {
  if (spec.text.length > SEGMENT_CHARS_MAX) {
    throw SottoError.invalidField("text", `at most ${SEGMENT_CHARS_MAX} characters a segment`);
  }
  if (!(spec.speed >= model.speedMin && spec.speed <= model.speedMax)) {
    throw SottoError.invalidField("config.speed", `${model.speedMin} to ${model.speedMax}`);
  }
  if (!isUint32(spec.seed)) throw SottoError.invalidField("config.seed", "0 to 4294967295");
  if (!isUint32(spec.segmentIndex)) {
    throw SottoError.invalidField("segment_index", "0 to 4294967295");
  }
  if (spec.voice.kind === "builtIn") checkBuiltInVoice(spec.voice.name, model);
}

/**
 * Checks the argument of `Stepper.step`.
 * @throws RangeError where it is no whole number ≥ 1: a defect of the caller, not of a request.
 */
export function checkStepFrames(maxFrames: number): void {
  if (!Number.isInteger(maxFrames) || maxFrames < 1) {
    throw new RangeError(
      `Cannot step: maxFrames must be a whole number >= 1, received ${maxFrames}`,
    );
  }
}

function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
}
