import { type PromptEnd, SottoError, type StreamSynthesizeRequest } from "@sotto/proto";
import { hasMoreCodePoints } from "./code-points.js";
import type { EncodedPrompt, PromptIntake } from "./prompt-intake.js";
import type { Speech } from "./speech.js";
import type { SpeechQueue } from "./speech-queue.js";
import type { UtteranceWriter } from "./utterance-writer.js";

/** Most characters of one text message. */
const TEXT_MESSAGE_CHARS_MAX = 16_384;

/** Most characters of a prompt's transcript. */
const TRANSCRIPT_CHARS_MAX = 1000;

/** Most sentences and flushes that may wait for the voice of a prompt. */
const EARLY_ITEMS_MAX = 16_384;

type Message = NonNullable<StreamSynthesizeRequest["message"]>;

type State =
  /** The prompt is arriving; text is taken, and waits for the voice. */
  | { readonly kind: "prompt"; readonly intake: PromptIntake }
  /** The voice is known or being made. */
  | { readonly kind: "open" }
  /** The client has ended its side. */
  | { readonly kind: "ended" };

/** What the input of a session acts on. */
export interface SessionInputOptions {
  /** Where the config announced a prompt; owned by the input from here on. */
  readonly intake: PromptIntake | undefined;
  readonly speech: Speech;
  readonly queue: SpeechQueue;
  readonly writer: UtteranceWriter;
  /** Takes the voice of the prompt. */
  readonly onVoice: (voice: EncodedPrompt) => void;
  readonly onError: (error: SottoError) => void;
  readonly onAcknowledged: (sequence: number) => void;
  readonly pendingTextCharsMax: number;
}

/**
 * The client's side of a session after its config: what each message does in each state. Messages are taken one at a
 * time.
 */
export class SessionInput {
  readonly #options: SessionInputOptions;
  #state: State;

  constructor(options: SessionInputOptions) {
    this.#options = options;
    const { intake } = options;
    this.#state = intake === undefined ? { kind: "open" } : { kind: "prompt", intake };
  }

  /** Whether the client's next message is all that the prompt waits for. */
  get takesPrompt(): boolean {
    return this.#state.kind === "prompt";
  }

  /** Whether the client has ended its side. */
  get hasEnded(): boolean {
    return this.#state.kind === "ended";
  }

  /**
   * Takes a message; resolves when the next may come.
   * @throws SottoError PROTOCOL for a message out of order, INVALID_FIELD, UNUSABLE_PROMPT, LIMIT_EXCEEDED.
   */
  async accept(message: Message): Promise<void> {
    const { speech, writer, queue } = this.#options;
    switch (message.$case) {
      case "config":
        throw outOfOrder("config", "may be sent only once, as the first message");
      case "resume":
        throw outOfOrder("resume", "may only be the first message of a call");
      case "promptAudio":
        await this.#promptOf("prompt_audio").push(message.value);
        return;
      case "promptEnd":
        this.#endPrompt(message.value);
        return;
      case "text":
        this.#write(message.value);
        return;
      case "flush":
        this.#checkOpen("flush");
        queue.push({
          kind: "flushed",
          id: message.value.id,
          utterance: writer.finish(),
          signal: queue.signal,
        });
        this.#checkPending();
        return;
      case "cancel": {
        const writing = writer.utterance;
        writer.drop();
        speech.cancel(message.value.playedSamples, writing);
        return;
      }
      case "playback": {
        const { playedSamples, bufferedMs, receivedSequence } = message.value;
        speech.playback(playedSamples, bufferedMs);
        this.#options.onAcknowledged(receivedSequence);
      }
    }
  }

  /**
   * The client has ended its side: what is pending is spoken.
   * @throws SottoError PROTOCOL when the prompt has not been ended.
   */
  end(): void {
    switch (this.#state.kind) {
      case "prompt":
        throw outOfOrder("prompt_end", "must be sent before the input ends");
      case "open":
        this.#state = { kind: "ended" };
        this.#options.writer.finish();
        return;
      case "ended":
        return;
    }
  }

  /** Frees the prompt's decoder and the timer; idempotent. */
  close(): void {
    this.#options.intake?.close();
    this.#options.writer.drop();
  }

  #promptOf(message: string): PromptIntake {
    if (this.#state.kind === "prompt") return this.#state.intake;
    throw outOfOrder(message, "may be sent only between a config with a prompt and prompt_end");
  }

  #checkOpen(message: string): void {
    if (this.#state.kind === "ended")
      throw outOfOrder(message, "may not follow the end of the input");
  }

  #endPrompt({ transcript }: PromptEnd): void {
    if (hasMoreCodePoints(transcript, TRANSCRIPT_CHARS_MAX)) {
      throw SottoError.invalidField(
        "prompt_end.transcript",
        `at most ${TRANSCRIPT_CHARS_MAX} characters`,
      );
    }
    const intake = this.#promptOf("prompt_end");
    this.#state = { kind: "open" };
    // The rest of the encoding goes on while text is taken.
    intake
      .finish(transcript)
      .finally(() => {
        intake.close();
      })
      .then(this.#options.onVoice)
      .catch((error: unknown) => {
        this.#options.onError(SottoError.from(error));
      });
  }

  #write(text: string): void {
    this.#checkOpen("text");
    if (hasMoreCodePoints(text, TEXT_MESSAGE_CHARS_MAX)) {
      throw SottoError.invalidField(
        "text",
        `at most ${TEXT_MESSAGE_CHARS_MAX} characters a message`,
      );
    }
    this.#options.writer.write(text);
    this.#checkPending();
  }

  /** Elsewhere reading pauses until there is room; before prompt_end that would wait for a message that is never read. */
  #checkPending(): void {
    if (this.#state.kind !== "prompt") return;
    const { writer, queue, pendingTextCharsMax } = this.#options;
    if (writer.pendingChars <= pendingTextCharsMax && queue.size <= EARLY_ITEMS_MAX) return;
    const limit = `at most ${pendingTextCharsMax} characters in ${EARLY_ITEMS_MAX} sentences before prompt_end`;
    throw new SottoError("LIMIT_EXCEEDED", `Text may be ${limit}.`, { field: "text", limit });
  }
}

function outOfOrder(message: string, rule: string): SottoError {
  return new SottoError("PROTOCOL", `${message} ${rule}.`, { field: message, limit: rule });
}
