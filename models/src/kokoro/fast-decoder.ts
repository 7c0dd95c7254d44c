import type { ModelFolder } from "../manifest/model-folder.js";
import { DecoderStream } from "../mini/decoder-stream.js";
import { MiniGraphs } from "../mini/mini-graphs.js";
import { framesBetween } from "../mini/sentence-frames.js";
import { sentenceFeatures } from "../mini/sentence-graphs.js";
import { SpeakerTable } from "../mini/speaker-table.js";
import { symbolIds } from "../mini/symbol-ids.js";
import type { VoiceInfo } from "../mini/voice-info.js";
import type { ResolvedOnnxOptions } from "../onnx/onnx-options.js";
import type { KokoroDecoder, PieceToDecode, SampleStream } from "./kokoro-decoder.js";

/**
 * The embedded voice's decoder behind Kokoro's encoder: it was distilled from Kokoro's own, and hears the same
 * durations, pitch and energy. Its voices are those that it was taught.
 */
export class FastDecoder implements KokoroDecoder {
  readonly #graphs: MiniGraphs;
  readonly #speakers: SpeakerTable;

  private constructor(graphs: MiniGraphs, speakers: SpeakerTable) {
    this.#graphs = graphs;
    this.#speakers = speakers;
  }

  /**
   * Loads it from the embedded voice's folder. The caller closes it.
   * @throws SottoError MODEL_UNUSABLE naming the file that is wrong.
   */
  static async load(
    folder: ModelFolder,
    info: VoiceInfo,
    options: ResolvedOnnxOptions,
  ): Promise<FastDecoder> {
    const speakers = SpeakerTable.parse(await folder.read("speakers.f32"), info);
    return new FastDecoder(await MiniGraphs.load(folder, info, options), speakers);
  }

  async open({ piece, encoded, bounds, parts, noise }: PieceToDecode): Promise<SampleStream> {
    const { info } = this.#graphs;
    const speaker = this.#speakers.mix(parts);
    const { ids } = symbolIds(piece.symbols, info);
    const features = await sentenceFeatures(this.#graphs, ids, encoded.durations, speaker);
    const { begin, end } = bounds;
    const stream = new DecoderStream(this.#graphs, { speaker, noiseGain: info.noiseGain }, noise);
    const frames = { f0: encoded.f0Hz, energy: encoded.energy, features };
    stream.append(framesBetween(frames, begin, end));
    stream.end();
    return stream;
  }

  close(): Promise<void> {
    return this.#graphs.close();
  }
}
