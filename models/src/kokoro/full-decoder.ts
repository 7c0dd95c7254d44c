import { FullStream } from "./full-stream.js";
import { DURATION_FRAMES } from "./kokoro-constants.js";
import type { KokoroDecoder, PieceToDecode, SampleStream } from "./kokoro-decoder.js";
import { FEATURE_CHANNELS } from "./kokoro-encoder.js";
import { type GraphSource, KokoroGraphs } from "./kokoro-graphs.js";
import { decoderAffine } from "./norm-affine.js";

/** Kokoro's own decoder with frozen norms, streamed exactly. */
export class FullDecoder implements KokoroDecoder {
  readonly #graphs: KokoroGraphs;

  private constructor(graphs: KokoroGraphs) {
    this.#graphs = graphs;
  }

  /**
   * Loads its graphs. The caller closes it.
   * @throws SottoError MODEL_UNUSABLE naming the file that is wrong.
   */
  static async load(source: GraphSource): Promise<FullDecoder> {
    return new FullDecoder(
      await KokoroGraphs.load(source, ["low-rate", "generator", "conditioning"]),
    );
  }

  async open({ encoded, bounds, voice, style }: PieceToDecode): Promise<SampleStream> {
    const { begin, end } = bounds;
    const affine = await decoderAffine(this.#graphs, voice, style);
    const width = FEATURE_CHANNELS / DURATION_FRAMES;
    const heard = {
      features: encoded.features.subarray(begin * width, end * width),
      f0Hz: encoded.f0Hz.subarray(begin, end),
      energy: encoded.energy.subarray(begin, end),
    };
    return new FullStream(this.#graphs, heard, affine);
  }

  close(): Promise<void> {
    return this.#graphs.close();
  }
}
