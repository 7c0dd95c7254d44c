import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { AudioEncoding, PromptContainer, PromptFormat } from "@sotto/proto";
import type { Capture } from "../capture/capture.js";
import { UsageError } from "../config/usage-error.js";
import type { Config } from "../config.js";
import { bytesOfSamples, framesInMs, type PcmFormat } from "../pcm-format.js";
import { openMicrophone } from "./microphone.js";

/** Bytes of a prompt file that are read at a time. */
const PIECE_BYTES = 32 * 1024;

/** The rate at which a prompt is recorded: what speech needs, at a third of the bytes of 48 kHz. */
export const PROMPT_RATE_HZ = 16_000;

/** A voice prompt that can be sent while it is read or recorded. Its owner disposes it. */
export interface PromptSource extends AsyncDisposable {
  readonly format: PromptFormat;
  /** The bytes, in pieces of any size; to be iterated once. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** Where a prompt comes from. */
export interface PromptChoice {
  /** A file, or `mic`. */
  readonly from: string;
  /** How much is recorded, in seconds. */
  readonly seconds: number;
  readonly config: Config;
  readonly signal: AbortSignal;
  /** Called with the seconds recorded so far. */
  readonly onRecorded?: (seconds: number) => void;
}

/** Opens the prompt. Throws a file system error, `UsageError` or `DeviceError` that names what is wrong. */
export async function openPrompt(choice: PromptChoice): Promise<PromptSource> {
  return choice.from === "mic" ? openRecording(choice) : openFile(choice.from);
}

async function openFile(path: string): Promise<PromptSource> {
  const container = await sniffContainer(path);
  return {
    format: PromptFormat.fromPartial({ container }),
    pieces: createReadStream(path, { highWaterMark: PIECE_BYTES }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The container of the file, by its first bytes: endings lie. */
async function sniffContainer(path: string): Promise<PromptContainer> {
  const file = await open(path, "r").catch((error: unknown) => {
    throw Object.assign(error instanceof Error ? error : new Error(String(error)), { path });
  });
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(4), length: 4, position: 0 });
    switch (buffer.toString("latin1")) {
      case "RIFF":
        return PromptContainer.WAV;
      case "fLaC":
        return PromptContainer.FLAC;
      case "OggS":
        return PromptContainer.OGG;
      default:
        throw new UsageError(`The prompt ${path} is no WAV, FLAC or Ogg file: convert it to one.`);
    }
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : Object.assign(error instanceof Error ? error : new Error(String(error)), { path });
  } finally {
    await file.close();
  }
}

async function openRecording(choice: PromptChoice): Promise<PromptSource> {
  const format: PcmFormat = { encoding: "s16le", sampleRateHz: PROMPT_RATE_HZ, channels: 1 };
  const capture = await openMicrophone(choice.config, format, choice.signal);
  const { sampleRateHz } = capture.format;
  return {
    format: PromptFormat.fromPartial({ encoding: AudioEncoding.LINEAR16, sampleRateHz }),
    pieces: record(capture, choice),
    [Symbol.asyncDispose]: () => capture[Symbol.asyncDispose](),
  };
}

async function* record(
  capture: Capture,
  { seconds, onRecorded }: PromptChoice,
): AsyncGenerator<Uint8Array, void, undefined> {
  const wanted = framesInMs(capture.format, seconds * 1000);
  let taken = 0;
  for await (const { samples } of capture) {
    const some = samples.subarray(0, Math.min(samples.length, wanted - taken));
    taken += some.length;
    if (some.length > 0) yield bytesOfSamples(some);
    onRecorded?.(taken / capture.format.sampleRateHz);
    if (taken >= wanted) return;
  }
}
