import { bytesPerFrame, type PcmFormat, type PcmSamples, samplesOfBytes } from "../pcm-format.js";

/** Cuts a run of PCM bytes, split anyhow, into chunks of a fixed number of frames. Holds less than one chunk. */
export class Rechunker {
  private readonly frameBytes: number;
  private readonly chunk: Uint8Array;
  private held = 0;

  constructor(
    private readonly format: PcmFormat,
    chunkFrames: number,
  ) {
    this.frameBytes = bytesPerFrame(format);
    this.chunk = new Uint8Array(chunkFrames * this.frameBytes);
  }

  /** The chunks that `bytes` completes; their samples are copies. */
  *push(bytes: Uint8Array): Generator<PcmSamples> {
    let offset = 0;
    while (offset < bytes.length) {
      const taken = Math.min(bytes.length - offset, this.chunk.length - this.held);
      this.chunk.set(bytes.subarray(offset, offset + taken), this.held);
      this.held += taken;
      offset += taken;
      if (this.held < this.chunk.length) return;
      this.held = 0;
      yield samplesOfBytes(this.chunk, this.format.encoding);
    }
  }

  /** The whole frames that are left, at the end of a run; `undefined` for none. A last incomplete frame is dropped. */
  flush(): PcmSamples | undefined {
    const whole = this.held - (this.held % this.frameBytes);
    this.held = 0;
    if (whole === 0) return undefined;
    return samplesOfBytes(this.chunk.subarray(0, whole), this.format.encoding);
  }
}
