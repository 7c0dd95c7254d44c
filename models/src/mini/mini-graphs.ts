import type { ModelFolder } from "../manifest/model-folder.js";
import { releaseBytes } from "../manifest/release-bytes.js";
import { zeroStates } from "../onnx/graph-state.js";
import { OnnxGraph } from "../onnx/onnx-graph.js";
import type { ResolvedOnnxOptions } from "../onnx/onnx-options.js";
import { loadOnnxRuntime, type OnnxRuntime, type Tensors } from "../onnx/onnx-runtime.js";
import { parseVoiceInfo, type VoiceInfo } from "./voice-info.js";

/** The loaded graphs of the voice with the zero states that every stream starts from. Its owner closes it. */
export class MiniGraphs {
  readonly runtime: OnnxRuntime;
  readonly info: VoiceInfo;
  readonly encoder: OnnxGraph;
  readonly decoder: OnnxGraph;
  readonly vocoder: OnnxGraph;
  readonly decoderZeros: Tensors;
  readonly vocoderZeros: Tensors;

  private constructor(runtime: OnnxRuntime, info: VoiceInfo, graphs: readonly OnnxGraph[]) {
    const [encoder, decoder, vocoder] = graphs;
    if (encoder === undefined || decoder === undefined || vocoder === undefined) {
      throw new Error("Cannot build the graphs: three are needed");
    }
    this.runtime = runtime;
    this.info = info;
    this.encoder = encoder;
    this.decoder = decoder;
    this.vocoder = vocoder;
    this.decoderZeros = zeroStates(runtime, info.decoderStates);
    this.vocoderZeros = zeroStates(runtime, info.vocoderStates);
  }

  /**
   * Loads the graphs of the voice in `folder`.
   * @throws SottoError MODEL_UNUSABLE naming the file that is wrong.
   */
  static async load(folder: ModelFolder, options: ResolvedOnnxOptions): Promise<MiniGraphs> {
    const info = parseVoiceInfo(await folder.read("voice.json"));
    const runtime = loadOnnxRuntime();
    const graphs: OnnxGraph[] = [];
    try {
      for (const name of ["encoder.onnx", "decoder.onnx", "vocoder.onnx"]) {
        const bytes = await folder.read(name);
        graphs.push(await OnnxGraph.load(runtime, name, bytes, options));
        releaseBytes(bytes);
      }
      return new MiniGraphs(runtime, info, graphs);
    } catch (error) {
      for (const graph of graphs) await graph.close();
      throw error;
    }
  }

  /** Frees the graphs; idempotent. */
  async close(): Promise<void> {
    for (const graph of [this.vocoder, this.decoder, this.encoder]) await graph.close();
  }
}
