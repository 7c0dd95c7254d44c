import type { ClientDuplexStream } from "@grpc/grpc-js";
import {
  type StreamSynthesizeRequest,
  type StreamSynthesizeResponse,
  SynthesisConfig,
  type SynthesizeRequest,
  type SynthesizeResponse,
} from "@sotto/proto";

/** A whole-text request. */
export function speak(text: string, config: Partial<SynthesisConfig> = {}): SynthesizeRequest {
  return { text, config: { ...SynthesisConfig.fromPartial({}), ...config } };
}

/** One request of a stream. */
export function message(
  part: NonNullable<StreamSynthesizeRequest["message"]>,
): StreamSynthesizeRequest {
  return { message: part };
}

/** The first request of a stream. */
export function configMessage(config: Partial<SynthesisConfig> = {}): StreamSynthesizeRequest {
  return message({ $case: "config", value: { ...SynthesisConfig.fromPartial({}), ...config } });
}

/** Reads a call to its end. @throws ServiceError of the call. */
export async function readAll<Reply>(call: AsyncIterable<Reply>): Promise<Reply[]> {
  const replies: Reply[] = [];
  for await (const reply of call) replies.push(reply);
  return replies;
}

/** The sound of a call's replies, joined. */
export function soundOf(
  replies: readonly (SynthesizeResponse | StreamSynthesizeResponse)[],
): Buffer {
  return Buffer.concat(
    replies.flatMap(({ event }) => (event?.$case === "audio" ? [event.value.audio] : [])),
  );
}

/** The events of a call's replies, by name. */
export function eventsOf(
  replies: readonly (SynthesizeResponse | StreamSynthesizeResponse)[],
): string[] {
  return replies.map(({ event }) => event?.$case ?? "none");
}

/** A call of StreamSynthesize. */
export type StreamCall = ClientDuplexStream<StreamSynthesizeRequest, StreamSynthesizeResponse>;
