import { createInterface } from "node:readline/promises";
import type { FileVerdict, ModelInfo, StoredModel, Verification } from "@sotto/models/store";
import { UsageError } from "../config/usage-error.js";
import { type CliIo, writeResult } from "./cli-io.js";
import { ExitCode } from "./exit-code.js";
import { mebibytes } from "./mebibytes.js";
import type { OpenStore } from "./open-model-store.js";
import { ProgressLine } from "./progress-line.js";
import { table } from "./table.js";
import type { VerbContext } from "./verb.js";

/** Lists the models of this machine, and those that could be pulled. */
export async function listLocalModels(
  { library, store }: OpenStore,
  { io }: VerbContext,
): Promise<ExitCode> {
  const found = await library.listModels(store);
  const rows = found.map((model) => [
    model.id,
    stateText(model),
    model.version,
    mebibytes(model.bytes),
    model.license,
    model.problem ?? model.description,
  ]);
  const heading = ["ID", "STATE", "VERSION", "SIZE", "LICENCE", "WHAT"];
  const text = `${table([heading, ...rows])}\nModels are kept in ${store.modelsDir}.`;
  writeResult(io, { modelsDir: store.modelsDir, models: found }, text);
  return ExitCode.OK;
}

function stateText({ state, pulledBytes }: StoredModel): string {
  return state === "partial" ? `partial, ${mebibytes(pulledBytes)}` : state;
}

/** Tells all about one model. */
export async function infoOfModel(
  { library, store }: OpenStore,
  id: string,
  { io }: VerbContext,
): Promise<ExitCode> {
  const info = await library.modelInfo(store, await library.findModel(store, id));
  writeResult(io, { model: info }, infoText(info));
  return ExitCode.OK;
}

function infoText(info: ModelInfo): string {
  const { id, version, family, license, description, credits, files, bytes, dir } = info;
  const place = dir ?? `not on this machine: \`sotto models pull ${id}\` brings it`;
  const listed = files.map((file) => [
    file.path,
    `${file.bytes}`,
    `sha256:${file.sha256.slice(0, 16)}…`,
  ]);
  return [
    `${id} ${version} (${family}): ${description}`,
    `State: ${stateText(info)}`,
    `Where: ${place}`,
    `Licence: ${license}`,
    ...credits.map((credit) => `Credit: ${credit}`),
    `Memory: ${memoryText(info)}`,
    `Files: ${files.length}, ${mebibytes(bytes)}`,
    table([["FILE", "BYTES", "HASH"], ...listed]),
  ].join("\n");
}

function memoryText({ memory: { neededBytes, available, fits } }: ModelInfo): string {
  const needed = `one copy needs ${mebibytes(neededBytes)} with a reserve`;
  if (available === undefined) return `${needed}; what this machine has can't be told`;
  const left = `${available.limitedBy} has ${mebibytes(available.bytes)} left`;
  return fits
    ? `${needed}, ${left}: it fits`
    : `${needed}, but ${left}: it does not fit. Free memory, use a smaller model, or speak through a server`;
}

/** Hashes the files of the model `id`, or of every model on this machine where that is empty. */
export async function verifyLocalModels(
  { library, store }: OpenStore,
  id: string,
  { io, interrupts }: VerbContext,
): Promise<ExitCode> {
  const { signal } = interrupts;
  const wanted =
    id === ""
      ? (await library.listModels(store)).filter(({ dir }) => dir !== undefined)
      : [await library.findModel(store, id)];
  const progress = new ProgressLine(io);
  const results: (Verification & Pick<StoredModel, "state">)[] = [];
  for (const model of wanted) {
    const onProgress = (at: { name: string; doneBytes: number; totalBytes: number }): void => {
      const share = `${mebibytes(at.doneBytes)} of ${mebibytes(at.totalBytes)}`;
      progress.draw(() => `${model.id}: ${share} checked, ${at.name}`);
    };
    const result = await library.verifyModel(store, model, { signal, onProgress });
    results.push({ ...result, state: model.state });
  }
  progress.clear();
  writeResult(io, { verified: results }, results.map(verifiedText).join("\n"));
  return results.every(({ ok }) => ok) ? ExitCode.OK : ExitCode.FAILED;
}

const VERDICT_TEXT: Readonly<Record<FileVerdict, string>> = {
  ok: "ok",
  missing: "MISSING",
  wrongSize: "WRONG SIZE",
  altered: "ALTERED",
  unreadable: "UNREADABLE",
  notListed: "NOT LISTED",
};

function verifiedText({
  id,
  dir,
  ok,
  files,
  state,
}: Verification & Pick<StoredModel, "state">): string {
  const rows = files.map(({ path, bytes, verdict }) => [path, `${bytes}`, VERDICT_TEXT[verdict]]);
  const bad = files.filter(({ verdict }) => verdict !== "ok").length;
  const remedy =
    state === "embedded"
      ? "It comes with the program: install that anew."
      : `\`sotto models pull ${id}\` puts right what a pull brought; remove what is not listed.`;
  const verdict = ok
    ? `${id} is whole: ${files.length} files in ${dir}.`
    : `${id} is NOT as it should be: ${bad} of ${files.length} files in ${dir}. ${remedy}`;
  return `${table([["FILE", "BYTES", "VERDICT"], ...rows])}\n${verdict}`;
}

/** Removes a model, after asking where somebody can be asked. */
export async function removeLocalModel(
  { library, store }: OpenStore,
  id: string,
  { io, switches, interrupts }: VerbContext,
): Promise<ExitCode> {
  const model = await library.findModel(store, id);
  const removable = model.state !== "embedded" && model.state !== "available";
  if (removable && !switches.has("yes") && !(await agreed(model, io, interrupts.signal))) {
    writeResult(io, { removed: null }, "Nothing was removed.");
    return ExitCode.OK;
  }
  await library.removeModel(store, model);
  writeResult(io, { removed: id }, `Removed ${id}.`);
  return ExitCode.OK;
}

async function agreed(model: StoredModel, io: CliIo, signal: AbortSignal): Promise<boolean> {
  if (io.stdin.isTTY !== true || io.json) {
    throw new UsageError(`Removing ${model.id} wants --yes where nobody can be asked.`);
  }
  const what = mebibytes(model.state === "partial" ? model.pulledBytes : model.bytes);
  const asking = createInterface({ input: io.stdin, output: io.stderr });
  // Ctrl-C goes to the terminal's reader while it asks.
  asking.on("SIGINT", () => {
    process.kill(process.pid, "SIGINT");
  });
  try {
    const question = `Remove ${model.id} (${what})? [y/N] `;
    return /^y(es)?$/i.test((await asking.question(question, { signal })).trim());
  } finally {
    asking.close();
  }
}
