/** The compiled part of opusscript (libopus 1.4, Emscripten), which its own wrapper would hide; see `libopus.ts`. */
declare module "opusscript/build/opusscript_native_wasm.js" {
  interface NativeOpusHandler {
    /** Encodes `frameSamples` samples at `input`; with `bytes` 0 they are taken as they lie there, 16-bit. */
    _encode(input: number, bytes: number, output: number, frameSamples: number): number;
    /** Decodes a packet; writes one byte of PCM into every two bytes of `output`. */
    _decode(input: number, bytes: number, output: number): number;
    _encoder_ctl(request: number, argument: number): number;
    delete(): void;
  }

  interface NativeOpus {
    /** Views of the module's memory; replaced when it grows. */
    readonly HEAPU8: Uint8Array;
    readonly HEAP16: Int16Array;
    readonly HEAPU16: Uint16Array;
    readonly HEAP32: Int32Array;
    _malloc(bytes: number): number;
    readonly OpusScriptHandler: new (
      rateHz: number,
      channels: number,
      application: number,
    ) => NativeOpusHandler;
  }

  /** Compiles and instantiates the module, with a memory of its own. */
  export default function load(): NativeOpus;
}
