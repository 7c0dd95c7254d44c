import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { EvaluateArguments } from "./arguments.js";
import type { ModelChoice } from "./model-choice.js";
import { Python } from "./python.js";

/** The stage of `sotto_voice` that judges clones; what it needs to be told stands after a second `--`. */
const STAGE = "cloning-evaluate";

/**
 * Has clones of unseen speakers judged, in an environment that also has PyTorch, and gives what the stage wrote.
 * @throws UnavailableError where it can't run, with the reason.
 */
export async function judgeCloning(
  { dir }: ModelChoice,
  options: EvaluateArguments,
  tell: (what: string) => void,
): Promise<unknown> {
  const python = await Python.prepare({ ...options, extras: ["cloning"], tell });
  const out = resolve(options.outDir, "cloning.json");
  const args = ["--graphs", dir, "--out", out, ...options.cloneArguments];
  await python.stage([STAGE, ...args], tell);
  return JSON.parse(await readFile(out, "utf8")) as unknown;
}
