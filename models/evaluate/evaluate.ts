import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "../src/engine.js";
import { describeModel, loadEngine } from "../src/engine-loader.js";
import { type EvaluateArguments, EvaluateUsageError } from "./arguments.js";
import { judgeCloning } from "./cloning.js";
import { type Clip, type ClipScores, judgeClips, readTeacherScores } from "./judges.js";
import { chooseModel, type ModelChoice, sizeOf } from "./model-choice.js";
import { Python } from "./python.js";
import {
  type EvaluationReport,
  meansOf,
  REPORT_FORMAT,
  teacherMeans,
  thisMachine,
  type VoiceReport,
} from "./report.js";
import { languageOf, readSentences, type Sentence } from "./sentences.js";
import { framesOf, speak } from "./speak.js";
import { measureSpeed } from "./speed.js";
import { measureStreaming } from "./streaming.js";
import { wavFile } from "./wav.js";

/** Rounds of the sentences whose speed is measured. */
const SPEED_ROUNDS = 5;
/** Sentences whose speed is measured; the first is about 4 s long. */
const SPEED_SENTENCES = 5;
/** Sentences of each language that are cut into steps in several ways. */
const STREAMING_SENTENCES = 2;

/** More voices than this aren't judged unless they are named. */
const VOICES_USUALLY_MAX = 16;

/** A voice to judge and what it says. */
interface Part {
  readonly voice: string;
  readonly sentences: readonly Sentence[];
}

/**
 * Runs the parts that `options` asks for and writes `scores.json` beside the sounds.
 * @throws EvaluateUsageError, UnavailableError, or SottoError where the model can't be used.
 */
export async function evaluate(
  options: EvaluateArguments,
  tell: (what: string) => void,
): Promise<EvaluationReport> {
  const model = await chooseModel(options.model, options.modelsDir);
  await mkdir(options.outDir, { recursive: true });
  const { parts } = options;
  const engine = await loadEngine(model.source);
  let report: EvaluationReport;
  try {
    const cast = castOf(engine.describe().voices, options.voices ?? (await usualVoices(engine)));
    const judged = ["words", "dnsmos", "f0"].filter((part) => parts.has(part as "words"));
    const clips =
      judged.length > 0 || options.pictures ? await speakAll(engine, cast, options, tell) : [];
    const rows = clips.length > 0 ? await judgeAll(clips, judged, options, tell) : [];
    report = {
      format: REPORT_FORMAT,
      date: new Date().toISOString().slice(0, 10),
      model: await factsOf(engine, model),
      machine: thisMachine(),
      chunkMs: options.chunkMs,
      voices: await voiceReports(cast, rows),
      speed: null,
      streaming: parts.has("streaming") ? await streamingOf(engine, cast, tell) : null,
      cloning: null,
    };
  } finally {
    await engine.close();
  }
  // Alone on the machine, as far as this command goes.
  if (parts.has("speed"))
    report = { ...report, speed: await speedOf(model, report, options, tell) };
  if (parts.has("clone")) report = { ...report, cloning: await judgeCloning(model, options, tell) };
  await writeFile(join(options.outDir, "scores.json"), `${JSON.stringify(report, null, 1)}\n`);
  return report;
}

/** All voices of a model; of one with dozens, those whose melody by the teacher is known. */
async function usualVoices(engine: Engine): Promise<readonly string[]> {
  const { voices } = engine.describe();
  if (voices.length <= VOICES_USUALLY_MAX) return voices;
  const taught = await readTeacherScores();
  return voices.filter((voice) => Object.hasOwn(taught, voice));
}

/** The voices to judge, each with the sentences of its language. */
function castOf(all: readonly string[], wanted: readonly string[]): readonly Part[] {
  const unknown = wanted.find((voice) => !all.includes(voice));
  if (unknown !== undefined) {
    throw new EvaluateUsageError(`The model has no voice ${unknown}; it has ${all.join(", ")}`);
  }
  const sentences = readSentences();
  return wanted
    .map((voice) => ({
      voice,
      sentences: sentences.filter(({ language }) => language === languageOf(voice)),
    }))
    .filter((part) => part.sentences.length > 0);
}

async function factsOf(engine: Engine, model: ModelChoice): Promise<EvaluationReport["model"]> {
  const { id, version, manifestSha256 } = engine.describe();
  return { id, version, manifestSha256, size: await sizeOf(model) };
}

/** Speaks every sentence in every voice, in chunks, into WAV files. */
async function speakAll(
  engine: Engine,
  cast: readonly Part[],
  { outDir, chunkMs }: EvaluateArguments,
  tell: (what: string) => void,
): Promise<readonly Clip[]> {
  const { sampleRateHz } = engine.describe();
  const plan = [framesOf(engine.describe(), chunkMs)];
  const total = cast.reduce((sum, part) => sum + part.sentences.length, 0);
  const clips: Clip[] = [];
  for (const { voice, sentences } of cast) {
    for (const sentence of sentences) {
      const { samples, marks } = await speak(engine, sentence.text, voice, plan);
      const file = join(outDir, `${voice}-${sentence.id}.wav`);
      await writeFile(file, wavFile(samples, sampleRateHz));
      clips.push({ sentence, voice, wavFile: file, sampleRateHz, marks });
      tell(`spoken ${clips.length}/${total} ${voice} ${sentence.id}`);
    }
  }
  return clips;
}

async function judgeAll(
  clips: readonly Clip[],
  parts: readonly string[],
  options: EvaluateArguments,
  tell: (what: string) => void,
): Promise<readonly ClipScores[]> {
  const extras = options.pictures ? ["pictures"] : [];
  const python = await Python.prepare({ ...options, extras, tell });
  return judgeClips(python, clips, { ...options, parts, tell });
}

async function voiceReports(
  cast: readonly Part[],
  rows: readonly ClipScores[],
): Promise<readonly VoiceReport[]> {
  const teachers = await readTeacherScores();
  return cast
    .map(({ voice, sentences }) => {
      const own = rows.filter((row) => row.voice === voice);
      const scores = teachers[voice];
      return {
        voice,
        language: sentences[0]?.language ?? "en",
        clips: own.length,
        means: meansOf(own),
        teacher: scores === undefined ? null : teacherMeans(scores),
        rows: own,
      };
    })
    .filter(({ clips }) => clips > 0);
}

function streamingOf(
  engine: Engine,
  cast: readonly Part[],
  tell: (what: string) => void,
): ReturnType<typeof measureStreaming> {
  tell("comparing plans of steps");
  const spoken = cast.flatMap(({ voice, sentences }) =>
    sentences.slice(0, STREAMING_SENTENCES).map((sentence) => ({ sentence, voice })),
  );
  return measureStreaming(engine, spoken);
}

async function speedOf(
  { source }: ModelChoice,
  { voices, chunkMs }: EvaluationReport,
  options: EvaluateArguments,
  tell: (what: string) => void,
): ReturnType<typeof measureSpeed> {
  tell("measuring speed and memory in a process of its own");
  const voice =
    options.voices?.[0] ?? voices[0]?.voice ?? (await describeModel(source)).defaultVoice;
  const sentences = readSentences().filter(({ language }) => language === languageOf(voice));
  const chosen = sentences.slice(0, SPEED_SENTENCES);
  return measureSpeed({ source, voice, sentences: chosen, chunkMs, rounds: SPEED_ROUNDS });
}
