import { mixSeeds, SeededNoise } from "../dsp/seeded-noise.js";
import type { Engine, ModelDescription, PromptEncoder, SegmentSpec, Stepper } from "../engine.js";
import type { ReadText } from "../manifest/machine-memory.js";
import { memoryAvailable } from "../manifest/machine-memory.js";
import { planMemory } from "../manifest/memory-plan.js";
import { ModelFolder } from "../manifest/model-folder.js";
import { type OnnxOptions, resolveOnnxOptions } from "../onnx/onnx-options.js";
import { checkSegment } from "../segment-checks.js";
import { parseStyle } from "../style/parse-style.js";
import { EnglishFrontEnd } from "../text/english-front-end.js";
import { PhonemeTable } from "../text/phoneme-table.js";
import { PronunciationDictionary } from "../text/pronunciation-dictionary.js";
import { symbolPieces } from "../text/symbol-pieces.js";
import { PIECE_SYMBOLS_MAX } from "./mini-constants.js";
import { describeMini } from "./mini-description.js";
import { MiniGraphs } from "./mini-graphs.js";
import { MiniPromptEncoder } from "./mini-prompt-encoder.js";
import { MiniStepper } from "./mini-stepper.js";
import { parseProfile } from "./pitch-profile.js";
import { voiceControls } from "./voice-controls.js";

/** Text that goes through most of the front end: a date, a time, money, an acronym, a word that must be guessed. */
const WARM_UP_TEXT = "On January 5th, at 10:30, the BBC's shmorgle cost $2.50.";
const WARM_UP_SEGMENTS = 3;
const WARM_UP_STEP_FRAMES = [20, 25];

/** How a {@link MiniEngine} is loaded. */
export interface MiniEngineOptions {
  /** Folder with the graphs and their manifest. */
  readonly weightsDir: string;
  readonly onnx?: OnnxOptions;
  /** Reads the system's files about memory; replaced in tests. */
  readonly readSystemFile?: ReadText;
}

/** The embedded voice: three graphs in ONNX Runtime behind an English front end. */
export class MiniEngine implements Engine {
  readonly #description: ModelDescription;
  readonly #graphs: MiniGraphs;
  readonly #table: PhonemeTable;
  readonly #frontEnd: EnglishFrontEnd;

  private constructor(
    description: ModelDescription,
    graphs: MiniGraphs,
    table: PhonemeTable,
    frontEnd: EnglishFrontEnd,
  ) {
    this.#description = description;
    this.#graphs = graphs;
    this.#table = table;
    this.#frontEnd = frontEnd;
  }

  /**
   * Loads the voice. The caller closes it.
   * @throws SottoError MODEL_UNUSABLE: files missing or altered, too little memory, no ONNX Runtime; says what to do.
   */
  static async load(options: MiniEngineOptions): Promise<MiniEngine> {
    const folder = await ModelFolder.open(options.weightsDir);
    const description = describeMini(folder.manifest);
    const need = { modelId: description.id, bytesPerCopy: description.memoryBytes, copies: 1 };
    planMemory(need, memoryAvailable(options.readSystemFile));
    const table = PhonemeTable.parse(await folder.read("phonemes.json"));
    const graphs = await MiniGraphs.load(folder, resolveOnnxOptions(options.onnx));
    try {
      const dictionary = PronunciationDictionary.load(table);
      const frontEnd = new EnglishFrontEnd(table, dictionary, description.languages);
      const engine = new MiniEngine(description, graphs, table, frontEnd);
      await engine.#warmUp();
      return engine;
    } catch (error) {
      await graphs.close();
      throw error;
    }
  }

  describe(): ModelDescription {
    return this.#description;
  }

  openPrompt(): PromptEncoder {
    return new MiniPromptEncoder();
  }

  open(spec: SegmentSpec): Promise<Stepper> {
    // A promise in any case: what is wrong with a segment must reject and not throw.
    return Promise.resolve().then(() => this.#open(spec));
  }

  close(): Promise<void> {
    return this.#graphs.close();
  }

  /**
   * Speaks a little, so that the first listener doesn't wait for what is compiled and allocated at first use (50 ms),
   * and so that graphs that don't run here fail now.
   */
  async #warmUp(): Promise<void> {
    const [name = ""] = this.#description.voices;
    const voice = { kind: "builtIn", name } as const;
    for (let segmentIndex = 0; segmentIndex < WARM_UP_SEGMENTS; segmentIndex++) {
      const text = WARM_UP_TEXT;
      const stepper = this.#open({ text, voice, style: "", speed: 1, seed: 0, segmentIndex });
      for (const frames of WARM_UP_STEP_FRAMES) await stepper.step(frames);
      stepper.close();
    }
  }

  #open(spec: SegmentSpec): Stepper {
    const begun = performance.now();
    checkSegment(spec, this.#description);
    const style = parseStyle(spec.style, this.#description.styles);
    const profile = spec.voice.kind === "profile" ? parseProfile(spec.voice.profile) : undefined;
    const spoken = this.#frontEnd.read(spec.text);
    return new MiniStepper({
      graphs: this.#graphs,
      table: this.#table,
      text: spec.text,
      pieces: symbolPieces(spoken, this.#table, PIECE_SYMBOLS_MAX),
      controls: voiceControls(spec.speed, style, profile),
      noise: new SeededNoise(mixSeeds(spec.seed, spec.segmentIndex)),
      frontEndMs: performance.now() - begun,
    });
  }
}
