import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { EngineMark } from "../src/engine.js";
import type { Python } from "./python.js";
import type { Sentence } from "./sentences.js";

/** What the teacher's melody is kept in; written by the Python stage `contours`. */
const TEACHER_FILE = fileURLToPath(new URL("../../evaluate/teacher.json", import.meta.url));

/** A clip for the judges. */
export interface Clip {
  readonly sentence: Sentence;
  readonly voice: string;
  readonly wavFile: string;
  readonly sampleRateHz: number;
  readonly marks: readonly EngineMark[];
}

/** What the judges gave for one clip; what wasn't asked for, or can't be told, is absent. */
export interface ClipScores {
  readonly id: string;
  readonly voice: string;
  /** DNSMOS P.835 (Reddy et al. 2022): signal, background, overall. */
  readonly SIG?: number;
  readonly BAK?: number;
  readonly OVR?: number;
  /** DNSMOS P.808 (Reddy et al. 2021). */
  readonly P808?: number;
  /** What Moonshine heard, how many words of it are wrong, and of how many. */
  readonly heard?: string;
  readonly wrong?: number;
  readonly words?: number;
  /** Against the teacher's melody, over frames that both voice. */
  readonly f0_correlation?: number;
  readonly f0_median_ratio?: number;
  readonly voicing_agreement?: number;
  readonly pace?: number;
}

/** Means of the teacher's own scores, by voice. */
export type TeacherScores = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What the judges are to do. */
export interface JudgeOptions {
  readonly outDir: string;
  readonly cacheDir: string;
  readonly parts: readonly string[];
  readonly pictures: boolean;
  readonly tell: (line: string) => void;
}

/**
 * Has `clips` judged; scores come in the order of the clips.
 * @throws UnavailableError where the judges can't be fetched or run.
 */
export async function judgeClips(
  python: Python,
  clips: readonly Clip[],
  options: JudgeOptions,
): Promise<readonly ClipScores[]> {
  const asked = resolve(options.outDir, "clips.json");
  const given = resolve(options.outDir, "judged.json");
  await writeFile(asked, JSON.stringify({ clips: clips.map(toJson) }));
  const args = ["judge", "--clips", asked, "--out", given];
  args.push("--judges", resolve(join(options.cacheDir, "judges")), "--teacher", TEACHER_FILE);
  args.push("--only", options.parts.join(","), ...(options.pictures ? ["--pictures"] : []));
  await python.stage(args, options.tell);
  const { rows } = JSON.parse(await readFile(given, "utf8")) as { rows: ClipScores[] };
  return rows;
}

/** What {@link TEACHER_FILE} holds, as far as it is read here. */
interface TeacherFile {
  readonly scores: TeacherScores;
  readonly contours: Readonly<Record<string, Readonly<Record<string, { symbols: string }>>>>;
}

/** The teacher's scores on the same sentences, as they were measured when its melody was kept. */
export async function readTeacherScores(): Promise<TeacherScores> {
  return (await readTeacher()).scores;
}

/** The symbols that the teacher was given, by the sentence's id. */
export async function readTeacherSymbols(): Promise<ReadonlyMap<string, string>> {
  const { contours } = await readTeacher();
  const each = Object.values(contours).flatMap((sentences) => Object.entries(sentences));
  return new Map(each.map(([id, { symbols }]) => [id, symbols]));
}

async function readTeacher(): Promise<TeacherFile> {
  return JSON.parse(await readFile(TEACHER_FILE, "utf8")) as TeacherFile;
}

function toJson({ sentence, voice, wavFile, sampleRateHz, marks }: Clip): object {
  const phonemes = marks.filter(({ kind }) => kind === "phoneme");
  return {
    ...sentence,
    voice,
    wav: resolve(wavFile),
    marks: phonemes.map(({ value, sampleStart, sampleEnd }) => [
      value,
      sampleStart / sampleRateHz,
      sampleEnd / sampleRateHz,
    ]),
  };
}
