import { once } from "node:events";
import type { ClientWritableStream } from "@grpc/grpc-js";
import {
  CreateVoiceConfig,
  type CreateVoiceRequest,
  type CreateVoiceResponse,
  PROMPT_PIECE_BYTES_MAX,
  type Voice,
} from "@sotto/proto";
import { protocolError } from "./protocol-error.js";
import type { ServerConnection } from "./server-connection.js";
import { type CallSettings, unaryCall } from "./unary-call.js";

/** How long the making of a voice may take, in milliseconds, the recording of its prompt included. */
const CREATE_TIMEOUT_MS = 5 * 60_000;

/** What {@link createVoice} gives. */
export interface CreatedVoice {
  readonly voice: Voice;
  /** False where the same voice existed already. */
  readonly created: boolean;
}

/**
 * Makes and keeps a voice from a prompt, whose pieces (of any size) are sent as they come. Throws as {@link unaryCall}
 * does, and what `prompt` throws.
 */
export async function createVoice(
  connection: ServerConnection,
  config: Partial<CreateVoiceConfig>,
  prompt: AsyncIterable<Uint8Array>,
  settings: CallSettings,
): Promise<CreatedVoice> {
  const failed = new AbortController();
  let writing = Promise.resolve();
  const signal = AbortSignal.any([settings.signal, failed.signal]);
  const answered = unaryCall<CreateVoiceResponse>(
    connection,
    (metadata, options, done) => {
      const call = connection.voices.createVoice(metadata, options, (error, value) => {
        over.abort();
        done(error, value);
      });
      const over = new AbortController();
      writing = write(call, CreateVoiceConfig.fromPartial(config), prompt, over.signal);
      writing.catch(() => {
        failed.abort();
      });
      return call;
    },
    { timeoutMs: CREATE_TIMEOUT_MS, ...settings, signal },
  );
  const [answer, written] = await Promise.allSettled([answered, writing]);
  // A prompt that can't be read is the cause; that the call was given up is its consequence.
  if (written.status === "rejected") throw written.reason;
  if (answer.status === "rejected") throw answer.reason;
  const { voice, created } = answer.value;
  if (voice === undefined) throw protocolError("voice");
  return { voice, created };
}

async function write(
  call: ClientWritableStream<CreateVoiceRequest>,
  config: CreateVoiceConfig,
  prompt: AsyncIterable<Uint8Array>,
  over: AbortSignal,
): Promise<void> {
  const send = async (message: CreateVoiceRequest): Promise<void> => {
    if (over.aborted || call.write(message)) return;
    // The call may end while it is full; then the abort wakes us.
    await once(call, "drain", { signal: over }).catch(() => undefined);
  };
  await send({ message: { $case: "config", value: config } });
  for await (const piece of prompt) {
    for (let at = 0; at < piece.length; at += PROMPT_PIECE_BYTES_MAX) {
      const value = Buffer.from(piece.subarray(at, at + PROMPT_PIECE_BYTES_MAX));
      await send({ message: { $case: "promptAudio", value } });
    }
    if (over.aborted) return;
  }
  call.end();
}
