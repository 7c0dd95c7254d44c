import type { Config } from "../config.js";
import type { SinkSpec } from "../playback/sink.js";
import { BytesFileOutput, BytesPipeOutput } from "./bytes-output.js";
import type { CliIo } from "./cli-io.js";
import type { OutputPlan } from "./output-plan.js";
import { PlayerOutput } from "./player-output.js";
import type { OutputPosition, SpeechOutput } from "./speech-output.js";

/** The output that `plan` asks for; the caller owns it. `onPlayed` is called while sound plays. */
export function openOutput(
  plan: OutputPlan,
  config: Config,
  io: CliIo,
  onPlayed: (position: OutputPosition) => void,
): SpeechOutput {
  if (plan.kind === "bytes") return new BytesFileOutput(plan.path);
  if (plan.kind === "bytesStdout") return new BytesPipeOutput(io.stdout);
  const { prebufferMs, leadSilenceMs } = config;
  return new PlayerOutput({ sink: sinkOf(plan, config), prebufferMs, leadSilenceMs, onPlayed });
}

function sinkOf({ kind, path }: OutputPlan, config: Config): SinkSpec {
  switch (kind) {
    case "wav":
      return { kind: "wav-file", path };
    case "raw":
    case "bytes":
      return { kind: "raw-file", path };
    case "wavStdout":
    case "bytesStdout":
      return { kind: "stdout", container: "wav" };
    case "device":
      return config.device === "null"
        ? { kind: "null" }
        : { kind: "device", device: config.device };
  }
}
