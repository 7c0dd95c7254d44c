import type { SynthesisStarted } from "@sotto/proto";
import type { CheckedConfig } from "./check-config.js";

/** The first reply: what was decided. `voice` is empty where a prompt is still to come. */
export function startedReply(
  { output, model }: CheckedConfig,
  voice: string,
  session: { readonly id: string; readonly windowMs: number },
): SynthesisStarted {
  return {
    output: { encoding: output.encoding, sampleRateHz: output.sampleRateHz },
    model: model.id,
    modelVersion: model.version,
    voice,
    session: session.id,
    resumeWindowMs: session.windowMs,
  };
}
