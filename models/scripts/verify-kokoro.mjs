// Checks a pulled Kokoro on this machine and prints numbers:
//   npm run verify:kokoro -- --model ~/.local/share/sotto/models/kokoro-82m [--voice af_heart] [--out FOLDER]
// For both decoders: the hashes (by loading), streamed against all at once for several plans of chunks, CPU seconds per
// second of sound at 250 ms chunks, and how long the first 100 ms take. With --out it writes every sentence as a WAV.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseSentences, readSentences } from "../dist/evaluate/sentences.js";
import { wavFile } from "../dist/evaluate/wav.js";
import { loadEngine } from "../dist/src/index.js";
import { loadFrontEnd } from "../dist/src/text/front-end.js";

const PLANS = [[20], [16, 6], [1, 50, 3]];
const CHUNK_FRAMES = 20;
const FIRST_FRAMES = 19;
const FIRST_SAMPLES = 2400;

const { values } = parseArgs({
  options: {
    model: { type: "string" },
    voice: { type: "string", default: "af_heart" },
    decoder: { type: "string" },
    text: { type: "string" },
    threads: { type: "string", default: "1" },
    out: { type: "string" },
  },
});
if (values.model === undefined) {
  console.error(
    "usage: npm run verify:kokoro -- --model FOLDER [--voice NAME] [--decoder full|fast] [--text TEXT] [--threads N] [--out FOLDER]",
  );
  process.exit(2);
}
const language = values.voice.startsWith("z") ? "zh" : "en";
const sentences =
  values.text === undefined
    ? readSentences().filter((sentence) => sentence.language === language)
    : parseSentences(`text\t${language}\t${values.text}`);
const decoders = values.decoder === undefined ? ["full", "fast"] : [values.decoder];
for (const decoder of decoders) console.log(JSON.stringify(await verify(decoder)));
if (values.out !== undefined) writeSymbols(values.out);

async function verify(decoder) {
  const begun = performance.now();
  const engine = await loadEngine({
    family: "kokoro",
    weightsDir: values.model,
    decoder,
    onnx: { intraOpThreads: Number(values.threads) },
  });
  const loadMs = performance.now() - begun;
  const { id, voices } = engine.describe();
  if (!voices.includes(values.voice) && !values.voice.includes("+")) {
    await engine.close();
    return { id, voice: values.voice, spoken: "not a voice of this decoder" };
  }
  const timing = { cpuMs: 0, soundMs: 0, firstMs: [], firstCpuMs: [] };
  for (const { id: name, text } of sentences) {
    const spoken = await speak(engine, text, [FIRST_FRAMES, CHUNK_FRAMES]);
    timing.cpuMs += spoken.cpuMs;
    timing.soundMs += spoken.samples.length / 24;
    timing.firstMs.push(spoken.firstMs);
    timing.firstCpuMs.push(spoken.firstCpuMs);
    if (values.out !== undefined)
      writeWav(join(values.out, id, values.voice), name, spoken.samples);
  }
  const residentMiB = Math.round(process.memoryUsage().rss / 2 ** 20);
  const streamed = await greatestDifference(engine, sentences[0].text);
  await engine.close();
  return {
    id,
    voice: values.voice,
    sentences: sentences.length,
    streamedAgainstOffline: streamed,
    cpuPerSecondOfSound: round(timing.cpuMs / timing.soundMs),
    first100Ms: { wall: median(timing.firstMs), cpu: median(timing.firstCpuMs) },
    loadMs: Math.round(loadMs),
    residentMiB,
  };
}

/** Between one step that takes all and each of the plans, over one text. */
async function greatestDifference(engine, text) {
  const { samples: whole } = await speak(engine, text, [100_000]);
  let greatest = 0;
  for (const plan of PLANS) {
    const { samples } = await speak(engine, text, plan);
    if (samples.length !== whole.length) throw new Error("Streamed is not as long as offline");
    samples.forEach((sample, i) => {
      greatest = Math.max(greatest, Math.abs(sample - whole[i]));
    });
  }
  return greatest;
}

/** Speaks a text in steps of the frames of `plan`, the last one repeated. */
async function speak(engine, text, plan) {
  const voice = { kind: "builtIn", name: values.voice };
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  const cpuMs = () => {
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1000;
  };
  const stepper = await engine.open({ text, voice, style: "", speed: 1, seed: 1, segmentIndex: 0 });
  const parts = [];
  let [length, firstMs, firstCpuMs] = [0, undefined, undefined];
  for (let i = 0, done = false; !done; i++) {
    const result = await stepper.step(plan[Math.min(i, plan.length - 1)]);
    parts.push(result.samples);
    length += result.samples.length;
    if (length >= FIRST_SAMPLES) {
      firstMs ??= performance.now() - begun;
      firstCpuMs ??= cpuMs();
    }
    done = result.done;
  }
  const totalMs = cpuMs();
  stepper.close();
  const samples = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return { samples, cpuMs: totalMs, firstMs, firstCpuMs };
}

/** What the sentences are read as, for other programs that speak Kokoro's symbols. */
function writeSymbols(folder) {
  const frontEnd = loadFrontEnd();
  const rows = sentences.map(
    ({ id, text }) => `${id}\t${language}\t${text}\t${frontEnd.read(text).symbols}`,
  );
  const header = "id\tlanguage\ttext\tsymbols";
  writeFileSync(join(folder, `symbols-${language}.tsv`), `${[header, ...rows].join("\n")}\n`);
}

function writeWav(folder, name, samples) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.wav`), wavFile(samples, 24_000));
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

function round(number) {
  return Math.round(number * 1000) / 1000;
}
