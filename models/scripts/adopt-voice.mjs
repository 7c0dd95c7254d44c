// Puts a newly exported voice in the place of the one there is, and its reference arrays in that of the tests':
//   node models/scripts/adopt-voice.mjs EXPORT [WEIGHTS]
// EXPORT is a folder that `python -m sotto_voice export` and then `reference` have written. What it doesn't hold stays as
// it is: texts for people, licence, what the manifest says of itself and of memory, graphs for cloning. Exact numbers
// stand in mini-reference.test.ts alone.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const [from, to = join(here, "../weights/mini")] = process.argv.slice(2);
const fixtures = join(here, "../test/fixtures/mini");
const isVoiceFile = (name) => /\.(onnx|f32)$/.test(name) || /^(voice|clone)\b.*\.json$/.test(name);

function fail(message) {
  console.error(message);
  process.exit(2);
}

if (from === undefined) fail("usage: node models/scripts/adopt-voice.mjs EXPORT [WEIGHTS]");
for (const needed of ["voice.json", "reference/reference.json"]) {
  if (!existsSync(join(from, needed))) {
    fail(`${join(from, needed)} is missing: python -m sotto_voice reference --graphs ${from}`);
  }
}
for (const name of readdirSync(from).filter(isVoiceFile)) cpSync(join(from, name), join(to, name));
rmSync(fixtures, { recursive: true, force: true });
cpSync(join(from, "reference"), fixtures, { recursive: true });

function run(command, ...args) {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
run(process.execPath, join(here, "write-manifest.mjs"), to);
run("npx", "biome", "format", "--write", fixtures);
