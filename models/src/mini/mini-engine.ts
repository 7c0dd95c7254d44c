import { SottoError } from "@sotto/proto/error";
import { CloningGraphs } from "../cloning/cloning-graphs.js";
import { mixSeeds, SeededNoise } from "../dsp/seeded-noise.js";
import type { Engine, ModelDescription, PromptEncoder, SegmentSpec, Stepper } from "../engine.js";
import type { ReadText } from "../manifest/machine-memory.js";
import { memoryAvailable } from "../manifest/machine-memory.js";
import { planMemory } from "../manifest/memory-plan.js";
import { ModelFolder } from "../manifest/model-folder.js";
import { type OnnxOptions, resolveOnnxOptions } from "../onnx/onnx-options.js";
import { checkSegment } from "../segment-checks.js";
import { parseStyle } from "../style/parse-style.js";
import { openFrontEnd } from "../text/open-front-end.js";
import type { FrontEnd } from "../text/symbol-text.js";
import { symbolTextPieces } from "../text/symbol-text-pieces.js";
import { PIECE_SYMBOLS_MAX } from "./mini-constants.js";
import { describeMini } from "./mini-description.js";
import { MiniGraphs } from "./mini-graphs.js";
import { MiniStepper } from "./mini-stepper.js";
import { SpeakerTable } from "./speaker-table.js";
import { voiceControls } from "./voice-controls.js";
import { parseVoiceInfo } from "./voice-info.js";
import { type VoiceSource, voiceTraits } from "./voice-traits.js";

/** Text that goes through most of the front end: a date, a time, money, an acronym, a word to guess, Mandarin. */
const WARM_UP_TEXT =
  "On January 5th, at 10:30, the BBC's shmorgle cost $2.50. 今天是3月5日，天气很好。";
const WARM_UP_SEGMENTS = 3;
const WARM_UP_STEP_FRAMES = [16, 20];

/** How a {@link MiniEngine} is loaded. */
export interface MiniEngineOptions {
  /** Folder with the graphs and their manifest. */
  readonly weightsDir: string;
  readonly onnx?: OnnxOptions;
  /** The user's own readings of words; see `openFrontEnd`. */
  readonly lexiconFile?: string;
  /** Reads the system's files about memory; replaced in tests. */
  readonly readSystemFile?: ReadText;
}

/** What a {@link MiniEngine} is made of. */
interface MiniParts {
  readonly description: ModelDescription;
  readonly graphs: MiniGraphs;
  /** Absent where the folder has none. */
  readonly cloning: CloningGraphs | undefined;
  readonly frontEnd: FrontEnd;
  readonly voices: VoiceSource;
}

/** The embedded voice: three graphs in ONNX Runtime behind a front end for English and Mandarin. */
export class MiniEngine implements Engine {
  readonly #parts: MiniParts;

  private constructor(parts: MiniParts) {
    this.#parts = parts;
  }

  /**
   * Loads the voice. The caller closes it.
   * @throws SottoError MODEL_UNUSABLE: files missing or altered, too little memory, no ONNX Runtime; says what to do.
   * INVALID_FIELD for a malformed lexicon.
   */
  static async load(options: MiniEngineOptions): Promise<MiniEngine> {
    const folder = await ModelFolder.open(options.weightsDir);
    const info = parseVoiceInfo(await folder.read("voice.json"));
    const description = describeMini(folder.manifest, info);
    const need = { modelId: description.id, bytesPerCopy: description.memoryBytes, copies: 1 };
    planMemory(need, memoryAvailable(options.readSystemFile));
    const speakers = SpeakerTable.parse(await folder.read("speakers.f32"), info);
    const onnx = resolveOnnxOptions(options.onnx);
    const graphs = await MiniGraphs.load(folder, info, onnx);
    let cloning: CloningGraphs | undefined;
    try {
      if (description.cloning !== "none") {
        cloning = await CloningGraphs.load(folder, graphs.runtime, onnx);
      }
      const voices = { speakers, voices: description.voices };
      const frontEnd = await openFrontEnd(options.lexiconFile);
      const engine = new MiniEngine({ description, graphs, cloning, frontEnd, voices });
      await engine.#warmUp();
      return engine;
    } catch (error) {
      await cloning?.close();
      await graphs.close();
      throw error;
    }
  }

  describe(): ModelDescription {
    return this.#parts.description;
  }

  openPrompt(): PromptEncoder {
    const { cloning } = this.#parts;
    if (cloning === undefined) throw noCloning();
    return cloning.openPrompt();
  }

  open(spec: SegmentSpec): Promise<Stepper> {
    // A promise in any case: what is wrong with a segment must reject and not throw.
    return Promise.resolve().then(() => this.#open(spec));
  }

  async close(): Promise<void> {
    await this.#parts.cloning?.close();
    await this.#parts.graphs.close();
  }

  /**
   * Speaks a little, so that the first listener doesn't wait for what is compiled and allocated at first use (50 ms),
   * and so that graphs that don't run here fail now.
   */
  async #warmUp(): Promise<void> {
    const voice = { kind: "builtIn", name: this.#parts.description.defaultVoice } as const;
    for (let segmentIndex = 0; segmentIndex < WARM_UP_SEGMENTS; segmentIndex++) {
      const text = WARM_UP_TEXT;
      const stepper = this.#open({ text, voice, style: "", speed: 1, seed: 0, segmentIndex });
      for (const frames of WARM_UP_STEP_FRAMES) await stepper.step(frames);
      stepper.close();
    }
  }

  #open(spec: SegmentSpec): Stepper {
    const begun = performance.now();
    const { description, graphs, frontEnd, voices } = this.#parts;
    checkSegment(spec, description);
    const style = parseStyle(spec.style, description.styles);
    const voice = voiceTraits(spec.voice, voices);
    const pieces = symbolTextPieces(frontEnd.read(spec.text), PIECE_SYMBOLS_MAX);
    return new MiniStepper({
      graphs,
      text: spec.text,
      pieces,
      controls: voiceControls(voice, spec.speed, style),
      noise: new SeededNoise(mixSeeds(spec.seed, spec.segmentIndex)),
      frontEndMs: performance.now() - begun,
    });
  }
}

function noCloning(): SottoError {
  return new SottoError(
    "UNSUPPORTED_FEATURE",
    "This copy of the voice has no graphs for cloning: use one of its own voices.",
    { field: "prompt_audio", limit: "no prompt" },
  );
}
