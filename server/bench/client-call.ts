import { type ClientReadableStream, type ServiceError, status } from "@grpc/grpc-js";
import {
  type SynthesisServiceClient,
  SynthesizeRequest,
  type SynthesizeResponse,
  samplesToMs,
} from "@sotto/proto";
import { PlaybackCheck } from "./playback-check.js";

/** One call of Synthesize as its client saw it. */
export interface CallResult {
  /** `busy`: refused for want of capacity. */
  readonly outcome: "ok" | "busy" | "failed";
  /** From the call to its first sound; `null` where there was none. */
  readonly firstAudioMs: number | null;
  readonly gapsMs: readonly number[];
  readonly audioSeconds: number;
  readonly chunks: number;
  /** All sound came before the sound before it had been played. */
  readonly inRealTime: boolean;
  /** The server's own figure: computing time over duration. */
  readonly realTimeFactor: number | null;
}

/** Starts a call for `text`, in the server's default voice and at the model's own rate. */
export function startCall(
  client: SynthesisServiceClient,
  text: string,
  seed: number,
): ClientReadableStream<SynthesizeResponse> {
  return client.synthesize(SynthesizeRequest.fromPartial({ config: { seed }, text }));
}

/** Has `text` spoken and listens to the end. Never rejects: a failure is an outcome. */
export async function measureCall(
  client: SynthesisServiceClient,
  text: string,
  seed: number,
): Promise<CallResult> {
  const playback = new PlaybackCheck();
  const begunMs = performance.now();
  let sampleRateHz = 0;
  let chunks = 0;
  let realTimeFactor: number | null = null;
  const outcome = await new Promise<CallResult["outcome"]>((resolve) => {
    const call = startCall(client, text, seed);
    call.on("data", ({ event }: SynthesizeResponse) => {
      if (event?.$case === "started") sampleRateHz = event.value.output?.sampleRateHz ?? 0;
      else if (event?.$case === "utteranceDone") realTimeFactor = event.value.realTimeFactor;
      else if (event?.$case === "audio") {
        chunks += 1;
        playback.chunk(performance.now(), samplesToMs(event.value.samples, sampleRateHz));
      }
    });
    call.on("end", () => {
      resolve("ok");
    });
    call.on("error", ({ code }: ServiceError) => {
      resolve(code === status.RESOURCE_EXHAUSTED ? "busy" : "failed");
    });
  });
  const { firstMs, gapsMs, lateChunks, audioSeconds } = playback;
  return {
    outcome,
    firstAudioMs: firstMs === undefined ? null : firstMs - begunMs,
    gapsMs,
    audioSeconds,
    chunks,
    inRealTime: outcome === "ok" && lateChunks === 0,
    realTimeFactor,
  };
}
