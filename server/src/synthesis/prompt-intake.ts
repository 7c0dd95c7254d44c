import type { PromptResult } from "@sotto/models";
import type { PromptFormat } from "@sotto/proto";
import type { PromptDecoder } from "../audio/prompt-decoder.js";
import type { Lease, ScheduledPrompt } from "../scheduling/inference.js";
import { raceAbort, throwIfAborted } from "../support/abort.js";
import { VoiceNameHash } from "../voices/voice-name.js";
import { checkPromptPiece } from "./check-prompt.js";
import type { SynthesisDeps } from "./ports.js";

/** Most seconds of a prompt that one piece of work on the worker encodes, so that other streams get their turn. */
const WORK_SECONDS_MAX = 1;

/** A voice made from a prompt. */
export interface EncodedPrompt extends PromptResult {
  /** Its content address, a resource name; see {@link VoiceNameHash}. */
  readonly name: string;
}

/**
 * Takes a prompt in pieces and encodes it as it arrives: decoder, hash and the worker's encoder, one behind the other.
 * One call at a time. Its owner closes it; the lease stays the caller's.
 */
export class PromptIntake {
  readonly #lease: Lease;
  readonly #decoder: PromptDecoder;
  readonly #signal: AbortSignal;
  readonly #hash = new VoiceNameHash();
  readonly #prompt: Promise<ScheduledPrompt>;
  #closed = false;

  /**
   * Begins a prompt on the lease's worker.
   * @param format As {@link checkPromptFormat} gives it.
   * @param signal Ends what the intake waits for.
   */
  constructor(
    lease: Lease,
    format: PromptFormat,
    deps: Pick<SynthesisDeps, "createPromptDecoder">,
    signal: AbortSignal,
  ) {
    this.#lease = lease;
    this.#signal = signal;
    this.#decoder = deps.createPromptDecoder(format, lease.model.promptSampleRateHz);
    this.#prompt = lease.openPrompt(signal);
    // Who pushes or finishes is told of a failure; until then it is not an unhandled one.
    this.#prompt.catch(() => undefined);
  }

  /**
   * Takes a piece; resolves when it has been encoded, which is the back-pressure.
   * @throws SottoError INVALID_FIELD or UNUSABLE_PROMPT (`prompt_audio`), WORKER_LOST, the signal's reason.
   */
  async push(piece: Uint8Array): Promise<void> {
    checkPromptPiece(piece);
    throwIfAborted(this.#signal);
    await this.#encode(await raceAbort(this.#decoder.push(piece), this.#signal));
  }

  /**
   * Ends the prompt.
   * @throws SottoError UNUSABLE_PROMPT, WORKER_LOST, the signal's reason.
   */
  async finish(transcript: string): Promise<EncodedPrompt> {
    throwIfAborted(this.#signal);
    await this.#encode(await raceAbort(this.#decoder.finish(), this.#signal));
    const prompt = await raceAbort(this.#prompt, this.#signal);
    const finished = transcript === "" ? prompt.finish() : prompt.finish(transcript);
    const result = await raceAbort(finished, this.#signal);
    return { ...result, name: this.#hash.name(this.#lease.model.encoderId) };
  }

  /** Frees the decoder and the worker's state; idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#decoder.close();
    this.#prompt.then(
      (prompt) => {
        prompt.close();
      },
      () => undefined,
    );
  }

  async #encode(samples: Float32Array): Promise<void> {
    if (samples.length === 0) return;
    this.#hash.update(samples);
    const prompt = await raceAbort(this.#prompt, this.#signal);
    const most = Math.max(1, Math.floor(this.#lease.model.promptSampleRateHz * WORK_SECONDS_MAX));
    for (let from = 0; from < samples.length; from += most) {
      // A copy, because its buffer goes to the worker and the decoder may still use its own.
      const part = samples.slice(from, from + most);
      await raceAbort(prompt.push(part), this.#signal);
    }
  }
}

/**
 * Encodes a prompt that arrives as `pieces` to its end: what CreateVoice and StreamSynthesize share.
 * @throws SottoError as {@link PromptIntake} does; whatever `pieces` throws.
 */
export async function encodePromptStream(
  pieces: AsyncIterable<Uint8Array>,
  format: PromptFormat,
  transcript: string,
  lease: Lease,
  deps: Pick<SynthesisDeps, "createPromptDecoder">,
  signal: AbortSignal,
): Promise<EncodedPrompt> {
  const intake = new PromptIntake(lease, format, deps, signal);
  try {
    for await (const piece of pieces) await intake.push(piece);
    return await intake.finish(transcript);
  } finally {
    intake.close();
  }
}
