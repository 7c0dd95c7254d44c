import type { PromptEncoder } from "../engine.js";
import type { Manifest } from "../manifest/manifest.js";
import type { ModelFolder } from "../manifest/model-folder.js";
import { releaseBytes } from "../manifest/release-bytes.js";
import { float32Of, OnnxGraph } from "../onnx/onnx-graph.js";
import type { ResolvedOnnxOptions } from "../onnx/onnx-options.js";
import type { OnnxRuntime } from "../onnx/onnx-runtime.js";
import { EMBEDDING_WIDTH, SpeakerGraph, type WindowEmbedding } from "./speaker-graph.js";
import { SpeakerPromptEncoder } from "./speaker-prompt-encoder.js";

/** The speaker encoder's file. */
export const SPEAKER_FILE = "speaker.onnx";

/** The file that turns its embeddings into speaker vectors. */
export const CLONE_FILE = "clone.onnx";

/** A voice of the model's own that is like a speaker. */
export interface NearVoice {
  /** Speaker vector, 256 numbers. */
  readonly speaker: Float32Array;
  /** Factor of its formants that brings it nearer still. */
  readonly formantScale: number;
  /** Its own syllable peaks a second, as `syllablePeaksPerSecond` counts them. */
  readonly peaksPerSecond: number;
}

/**
 * Id of the prompt encoder of the model with this manifest. It names the graphs that a profile comes from: whenever the
 * same prompt would give another profile, it changes.
 */
export function speakerEncoderId(manifest: Manifest): string {
  const hashes = [SPEAKER_FILE, CLONE_FILE].map(
    (name) => manifest.files.find(({ path }) => path === name)?.sha256.slice(0, 8) ?? "none",
  );
  return `ge2e/1+${hashes.join("+")}`;
}

/** The graphs of cloning, shared by all prompts of an engine. Its owner closes it, after its prompt encoders. */
export class CloningGraphs {
  readonly #runtime: OnnxRuntime;
  readonly #graphs: readonly [speaker: OnnxGraph, clone: OnnxGraph];
  readonly #speaker: SpeakerGraph;

  private constructor(runtime: OnnxRuntime, speaker: OnnxGraph, clone: OnnxGraph) {
    this.#runtime = runtime;
    this.#graphs = [speaker, clone];
    this.#speaker = new SpeakerGraph(runtime, speaker);
  }

  /**
   * Loads both graphs from `folder`.
   * @throws SottoError MODEL_UNUSABLE naming the file that is wrong.
   */
  static async load(
    folder: ModelFolder,
    runtime: OnnxRuntime,
    options: ResolvedOnnxOptions,
  ): Promise<CloningGraphs> {
    const loadGraph = async (name: string): Promise<OnnxGraph> => {
      const bytes = await folder.read(name);
      const graph = await OnnxGraph.load(runtime, name, bytes, options);
      releaseBytes(bytes);
      return graph;
    };
    const speaker = await loadGraph(SPEAKER_FILE);
    try {
      return new CloningGraphs(runtime, speaker, await loadGraph(CLONE_FILE));
    } catch (error) {
      await speaker.close();
      throw error;
    }
  }

  /** A new prompt. The caller closes it. */
  openPrompt(): PromptEncoder {
    return new SpeakerPromptEncoder(this);
  }

  /** Embeds a window of up to 1.6 s of speech at 16 kHz, which it may overwrite. */
  embed(window: Float32Array): Promise<WindowEmbedding> {
    return this.#speaker.embed(window);
  }

  /** The voice for a speaker with this embedding and median F0. */
  async nearVoice(embedding: Float32Array, medianLogF0: number): Promise<NearVoice> {
    const { Tensor } = this.#runtime;
    const outputs = await this.#graphs[1].run({
      embedding: new Tensor("float32", embedding, [1, EMBEDDING_WIDTH]),
      log_f0: new Tensor("float32", Float32Array.of(medianLogF0), [1, 1]),
    });
    const [peaksPerSecond = 0] = float32Of(outputs, "peaks_per_second");
    const [formantScale = 1] = float32Of(outputs, "formant_scale");
    return { speaker: float32Of(outputs, "speaker"), formantScale, peaksPerSecond };
  }

  /** Frees the graphs; idempotent. */
  async close(): Promise<void> {
    for (const graph of this.#graphs) await graph.close();
  }
}
