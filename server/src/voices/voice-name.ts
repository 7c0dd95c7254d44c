import { createHash } from "node:crypto";

/** How many hexadecimal digits of the SHA-256 a voice's name bears: 128 bits. */
const NAME_DIGITS = 32;

/** What every registered voice's resource name begins with. */
const VOICE_NAME_PREFIX = "voices/";

/**
 * A registered voice's name is its content: SHA-256 over all samples of the prompt at the model's prompt rate, as
 * little-endian 32-bit floats, and then the id of the prompt encoder. It does not depend on how the prompt was cut into
 * pieces.
 */
export class VoiceNameHash {
  readonly #hash = createHash("sha256");

  /** Takes the prompt's next samples. They are read at once, so that their buffer may be transferred afterwards. */
  update(samples: Float32Array): void {
    // Every platform that Node 20 and ONNX Runtime share is little-endian, so that memory holds the wanted bytes.
    this.#hash.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  }

  /** The name of the samples taken so far, as `encoderId` encodes them: "voices/" and 32 hexadecimal digits. */
  name(encoderId: string): string {
    const digest = this.#hash.copy().update(encoderId, "utf8").digest("hex");
    return `${VOICE_NAME_PREFIX}${digest.slice(0, NAME_DIGITS)}`;
  }
}
