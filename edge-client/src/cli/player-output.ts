import { type AudioChunk, AudioEncoding, type AudioFormat, SottoError } from "@sotto/proto";
import type { PcmFormat } from "../pcm-format.js";
import { openSink } from "../playback/open-sink.js";
import type { PlaybackPosition, Player } from "../playback/player.js";
import type { SinkSpec } from "../playback/sink.js";
import { createPlayer } from "../playback/stream-player.js";
import type { OutputPosition, SpeechOutput } from "./speech-output.js";

/** What a {@link PlayerOutput} needs. */
export interface PlayerOutputOptions {
  readonly sink: SinkSpec;
  readonly prebufferMs: number;
  readonly leadSilenceMs: number;
  /** Called with the position a few times a second while sound plays. */
  readonly onPlayed?: (position: OutputPosition) => void;
}

const NOWHERE: OutputPosition = { playedSamples: 0, bufferedMs: 0, underruns: 0, underrunMs: 0 };

/** PCM into a player and its sink. */
export class PlayerOutput implements SpeechOutput {
  readonly live: boolean;
  readonly #options: PlayerOutputOptions;
  #player: Player | undefined;

  constructor(options: PlayerOutputOptions) {
    this.#options = options;
    this.live = options.sink.kind === "device" || options.sink.kind === "null";
  }

  async start(format: AudioFormat): Promise<void> {
    const { sink, prebufferMs, leadSilenceMs, onPlayed } = this.#options;
    this.#player = createPlayer({
      sink: await Promise.resolve(openSink(sink, pcmFormat(format))),
      prebufferMs,
      leadSilenceMs,
      onPlayed: (position: PlaybackPosition) => onPlayed?.(position),
    });
  }

  async write(chunk: AudioChunk): Promise<void> {
    await this.#started.write(chunk.audio, chunk.sampleOffset);
  }

  endUtterance(): void {
    // A device that fails tells so by the next write, or by finish.
    this.#player?.endUtterance().catch(() => undefined);
  }

  async interrupt(): Promise<OutputPosition> {
    return (await this.#player?.interrupt()) ?? NOWHERE;
  }

  async finish(): Promise<OutputPosition> {
    return (await this.#player?.end()) ?? NOWHERE;
  }

  position(): OutputPosition {
    return this.#player?.position() ?? NOWHERE;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#player?.[Symbol.asyncDispose]();
  }

  get #started(): Player {
    if (this.#player === undefined) {
      throw new SottoError("PROTOCOL", "The server sent sound before it said in which format.");
    }
    return this.#player;
  }
}

function pcmFormat({ encoding, sampleRateHz }: AudioFormat): PcmFormat {
  const pcm = encoding === AudioEncoding.FLOAT32 ? "f32le" : "s16le";
  return { encoding: pcm, sampleRateHz, channels: 1 };
}
