import loadNative, {
  type NativeOpus,
  type NativeOpusHandler,
} from "opusscript/build/opusscript_native_wasm.js";

/** Rates in Hz at which libopus codes. */
export const OPUS_RATES_HZ = [8000, 12_000, 16_000, 24_000, 48_000] as const;

/** The longest Opus packet that is decoded: 48 frames of 1,275 bytes and their lengths, rounded up (RFC 6716 §3.2). */
const OPUS_PACKET_BYTES_MAX = 64 * 1024;

/** 120 ms at 48 kHz, the longest sound of a packet. */
const PACKET_SAMPLES_MAX = 5760;

/** What the native `_encode` may write. */
const ENCODED_BYTES_MAX = 3 * 1276;

/** OPUS_APPLICATION_AUDIO: nearer to the input than VOIP, and faster. */
const APPLICATION_AUDIO = 2049;

/** libopus' encoder requests (opus_defines.h). */
const SET_BITRATE = 4002;
const SET_COMPLEXITY = 4010;
const SET_SIGNAL = 4024;
const GET_LOOKAHEAD = 4027;
const SIGNAL_VOICE = 3001;

/** Of 0 to 10. 5 costs half of 10 (0.8 % of a core for a 24 kHz stream) and is not heard to be worse on speech. */
const COMPLEXITY = 5;

/**
 * A native module and its buffers. opusscript's own wrapper is not used: it gives the native code twice the address
 * that it allocated, so that with many encoders at once they write into each other's memory, and its views go stale
 * when the memory grows.
 */
interface Native {
  readonly module: NativeOpus;
  readonly input: number;
  readonly output: number;
}

let encoderNative: Native | undefined;
let decoderNative: Native | undefined;

function load(): Native {
  const module = loadNative();
  return {
    module,
    input: module._malloc(OPUS_PACKET_BYTES_MAX),
    // The decoder spends two bytes of output on every byte of PCM.
    output: module._malloc(Math.max(ENCODED_BYTES_MAX, 4 * PACKET_SAMPLES_MAX)),
  };
}

/** One mono Opus encoder (RFC 6716, libopus). Its owner closes it: its memory is native. */
export class OpusEncoder {
  /** Samples by which the encoder delays sound, at its rate. */
  readonly lookaheadSamples: number;
  readonly #native: Native;
  #handler: NativeOpusHandler | undefined;

  /** The first one of a process loads the native module, in about 10 ms. */
  constructor(rateHz: number, bitsPerSecond: number) {
    encoderNative ??= load();
    const { module, output } = encoderNative;
    this.#native = encoderNative;
    this.#handler = new module.OpusScriptHandler(rateHz, 1, APPLICATION_AUDIO);
    this.#handler._encoder_ctl(SET_BITRATE, bitsPerSecond);
    this.#handler._encoder_ctl(SET_COMPLEXITY, COMPLEXITY);
    this.#handler._encoder_ctl(SET_SIGNAL, SIGNAL_VOICE);
    this.#handler._encoder_ctl(GET_LOOKAHEAD, output);
    this.lookaheadSamples = module.HEAP32[output / 4] ?? 0;
  }

  /** The packet of one frame of 2.5 to 60 ms. */
  encode(frame: Int16Array): Buffer {
    if (this.#handler === undefined) throw new Error("The Opus encoder is closed.");
    const { module, input, output } = this.#native;
    module.HEAP16.set(frame, input / 2);
    const length = this.#handler._encode(input, 0, output, frame.length);
    if (length < 0) throw new Error(`libopus could not encode (${length}).`);
    return Buffer.from(module.HEAPU8.slice(output, output + length).buffer);
  }

  /** Frees the native memory; idempotent. */
  close(): void {
    this.#handler?.delete();
    this.#handler = undefined;
  }
}

/**
 * One Opus decoder; stereo packets are mixed down to mono. It works in a native memory apart from the encoders', since
 * what it decodes comes from strangers. Its owner closes it.
 */
export class OpusDecoder {
  readonly #native: Native;
  #handler: NativeOpusHandler | undefined;

  /** `rateHz` is the rate of the samples wanted, of {@link OPUS_RATES_HZ}; a packet has none of its own. */
  constructor(rateHz: number) {
    decoderNative ??= load();
    this.#native = decoderNative;
    this.#handler = new this.#native.module.OpusScriptHandler(rateHz, 1, APPLICATION_AUDIO);
  }

  /** The samples of one packet, in [-1, 1]; `undefined` where it is not one. */
  decode(packet: Uint8Array): Float32Array | undefined {
    if (this.#handler === undefined) throw new Error("The Opus decoder is closed.");
    if (packet.length === 0 || packet.length > OPUS_PACKET_BYTES_MAX) return undefined;
    const { module, input, output } = this.#native;
    module.HEAPU8.set(packet, input);
    const length = this.#handler._decode(input, packet.length, output);
    if (length < 0) return undefined;
    const bytes = module.HEAPU16.subarray(output / 2, output / 2 + 2 * length);
    const samples = new Float32Array(length);
    for (let n = 0; n < length; n++) samples[n] = toSample(bytes[2 * n], bytes[2 * n + 1]);
    return samples;
  }

  /** Frees the native memory; idempotent. */
  close(): void {
    this.#handler?.delete();
    this.#handler = undefined;
  }
}

function toSample(low = 0, high = 0): number {
  return (((low | (high << 8)) << 16) >> 16) / 32_768;
}
