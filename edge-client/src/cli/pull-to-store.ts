import { npmEnvironment } from "../config.js";
import { writeNote, writeResult } from "./cli-io.js";
import { ExitCode } from "./exit-code.js";
import { mebibytes } from "./mebibytes.js";
import type { OpenStore } from "./open-model-store.js";
import { peakRssMiB } from "./peak-rss.js";
import { PullReport } from "./pull-report.js";
import type { VerbContext } from "./verb.js";

/** Pulls the model `id` into the folder of models. */
export async function pullToStore(
  { library, store }: OpenStore,
  id: string,
  { values, io, interrupts }: VerbContext,
): Promise<ExitCode> {
  const model = library.pullable(store, id);
  const place = { environment: npmEnvironment(), cwd: process.cwd() };
  const sources = library.parseSources(values["from"] ?? "npm", place);
  const beganMs = performance.now();
  const report = new PullReport(io, () => performance.now());
  const { modelsDir } = store;
  let result: Awaited<ReturnType<typeof library.pullModel>>;
  try {
    result = await library.pullModel({
      ...{ model, modelsDir, sources, ...place },
      signal: interrupts.signal,
      onProgress: (progress) => {
        report.progress(progress);
      },
      onEvent: ({ message }) => {
        report.event(message);
      },
    });
  } catch (error) {
    report.end();
    if (interrupts.signal.aborted) {
      writeNote(io, `What came is kept: \`sotto models pull ${id}\` goes on there.`);
    }
    throw error;
  }
  report.end();
  const seconds = Math.round((performance.now() - beganMs) / 100) / 10;
  const facts = { id, ...result, seconds, peakRssMiB: peakRssMiB() };
  const size = mebibytes(result.bytes);
  const text = result.changed
    ? `Pulled ${id} (${size}) into ${result.dir} in ${seconds} s; every file's SHA-256 is right.`
    : `${id} (${size}) is there already, in ${result.dir}; every file's SHA-256 is right.`;
  writeResult(io, { pulled: facts }, text);
  return ExitCode.OK;
}
