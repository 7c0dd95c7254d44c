/**
 * What the alsa-capture child tells its parent over one pipe: messages of a type byte, a little-endian uint32 length
 * and a payload. Audio is raw PCM; everything else is JSON.
 */
export type ChildMessage =
  | { readonly type: "audio"; readonly pcm: Uint8Array }
  | { readonly type: "event"; readonly event: ChildEvent };

/** What can happen in the child. `unavailable`: the addon can't be loaded. `failed`: the device can't be opened. */
export interface ChildEvent {
  readonly kind: "unavailable" | "failed" | "rateDeviates" | "overrun" | "readError";
  /** ALSA's or Node's words, at most 1000 characters. */
  readonly message: string;
}

/** What the child is told, as JSON in its first argument. */
export interface ChildRequest {
  readonly device: string;
  readonly format: "S16_LE" | "FLOAT_LE";
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly periodFrames: number;
}

const HEADER_BYTES = 5;
const TYPE_AUDIO = 1;
const TYPE_EVENT = 2;
const MESSAGE_CHARS_MAX = 1000;

/** The greatest payload; a longer one means that the pipe is corrupt. */
export const PAYLOAD_BYTES_MAX = 1024 * 1024;

/** One audio message. */
export function encodeAudio(pcm: Uint8Array): Buffer {
  return encode(TYPE_AUDIO, pcm);
}

/** One event message. */
export function encodeEvent(event: ChildEvent): Buffer {
  const short = { ...event, message: event.message.slice(0, MESSAGE_CHARS_MAX) };
  return encode(TYPE_EVENT, Buffer.from(JSON.stringify(short)));
}

function encode(type: number, payload: Uint8Array): Buffer {
  const message = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  message.writeUInt8(type, 0);
  message.writeUInt32LE(payload.length, 1);
  message.set(payload, HEADER_BYTES);
  return message;
}

/** Puts messages together again, however the pipe split them. Holds at most one incomplete message. */
export class ChildMessageDecoder {
  private held: Buffer = Buffer.alloc(0);

  /** The messages that `bytes` completes. Throws where they are no messages of ours. */
  *push(bytes: Uint8Array): Generator<ChildMessage> {
    this.held = this.held.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.held, bytes]);
    while (this.held.length >= HEADER_BYTES) {
      const length = this.held.readUInt32LE(1);
      if (length > PAYLOAD_BYTES_MAX) throw new Error("the capture child's pipe is corrupt");
      if (this.held.length < HEADER_BYTES + length) return;
      const type = this.held.readUInt8(0);
      const payload = this.held.subarray(HEADER_BYTES, HEADER_BYTES + length);
      this.held = this.held.subarray(HEADER_BYTES + length);
      yield decode(type, payload);
    }
  }
}

function decode(type: number, payload: Buffer): ChildMessage {
  if (type === TYPE_AUDIO) return { type: "audio", pcm: payload };
  if (type !== TYPE_EVENT) throw new Error("the capture child's pipe is corrupt");
  // The child is our own program, and the length was checked; its events have this shape.
  return { type: "event", event: JSON.parse(payload.toString("utf8")) as ChildEvent };
}
