import type { ModelFolder } from "../manifest/model-folder.js";
import { releaseBytes } from "../manifest/release-bytes.js";
import { zeroStates } from "../onnx/graph-state.js";
import { OnnxGraph } from "../onnx/onnx-graph.js";
import type { ResolvedOnnxOptions } from "../onnx/onnx-options.js";
import { loadOnnxRuntime, type OnnxRuntime, type Tensors } from "../onnx/onnx-runtime.js";
import type { VoiceInfo } from "./voice-info.js";

/** The loaded graphs of the voice with the zero states that every stream starts from. Its owner closes it. */
export class MiniGraphs {
  readonly runtime: OnnxRuntime;
  readonly info: VoiceInfo;
  /** Once a sentence: symbols and speaker → vectors and durations. */
  readonly text: OnnxGraph;
  /** Once a sentence: vectors, places and style → pitch, energy and features of each frame. */
  readonly prosody: OnnxGraph;
  /** Chunk by chunk: frames and noise → samples. */
  readonly decoder: OnnxGraph;
  readonly decoderZeros: Tensors;

  private constructor(runtime: OnnxRuntime, info: VoiceInfo, graphs: readonly OnnxGraph[]) {
    const [text, prosody, decoder] = graphs;
    if (text === undefined || prosody === undefined || decoder === undefined) {
      throw new Error("Cannot build the graphs: three are needed");
    }
    this.runtime = runtime;
    this.info = info;
    this.text = text;
    this.prosody = prosody;
    this.decoder = decoder;
    this.decoderZeros = zeroStates(runtime, info.decoderStates);
  }

  /**
   * Loads the graphs of the voice in `folder`, which `info` describes.
   * @throws SottoError MODEL_UNUSABLE naming the file that is wrong.
   */
  static async load(
    folder: ModelFolder,
    info: VoiceInfo,
    options: ResolvedOnnxOptions,
  ): Promise<MiniGraphs> {
    const runtime = loadOnnxRuntime();
    const graphs: OnnxGraph[] = [];
    try {
      for (const name of ["text.onnx", "prosody.onnx", "decoder.onnx"]) {
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
    for (const graph of [this.decoder, this.prosody, this.text]) await graph.close();
  }
}
