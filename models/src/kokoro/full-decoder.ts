import { FullStream } from "./full-stream.js";
import type { KokoroDecoder, PieceToDecode, SampleStream } from "./kokoro-decoder.js";
import { type GraphSource, KokoroGraphs } from "./kokoro-graphs.js";
import { HIDDEN_CHANNELS, lowRateColumns } from "./low-rate.js";
import { decoderAffine } from "./norm-affine.js";

/** Kokoro's own decoder: the low-rate part over a piece at once, the generator with frozen norms, streamed exactly. */
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
    const hidden = await lowRateColumns(this.#graphs, encoded, affine.lowRate);
    const heard = {
      hidden: hidden.subarray(begin * HIDDEN_CHANNELS, end * HIDDEN_CHANNELS),
      f0Hz: encoded.f0Hz.subarray(begin, end),
    };
    return new FullStream(this.#graphs, heard, affine.generator);
  }

  close(): Promise<void> {
    return this.#graphs.close();
  }
}
