// The whole test command (`npm test`): every check in turn, one line each, and the output of those that failed.
// usage: node scripts/check.mjs [CHECK ...]   (all where none is named)
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const CHECKS = [
  { name: "build", command: "npm run --silent build" },
  { name: "format", command: "biome check --error-on-warnings ." },
  { name: "lint", command: "eslint --max-warnings 0 ." },
  { name: "proto", command: "buf lint && buf breaking --against proto/released/v1.binpb" },
  { name: "dead-code", command: "knip --no-progress" },
  { name: "unit", command: "node scripts/run-tests.mjs unit" },
  { name: "integration", command: "node scripts/run-tests.mjs integration" },
  { name: "docs", command: "node scripts/run-tests.mjs docs" },
  { name: "polyglot", command: "node examples/run.mjs" },
];
const OUTPUT_LINES_MAX = 200;

const root = fileURLToPath(new URL("../", import.meta.url));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(
    `no such check: ${unknown.join(", ")}; there are ${CHECKS.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const failedChecks = [];
for (const check of CHECKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const startMs = performance.now();
  const { code, output } = await run(check.command);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const ok = code === 0;
  if (!ok) failedChecks.push(check.name);
  console.log(
    `${ok ? "ok  " : "FAIL"} ${check.name.padEnd(12)} ${seconds.padStart(6)} s  ${summary(output)}`,
  );
  if (!ok) console.log(output.split("\n").slice(-OUTPUT_LINES_MAX).join("\n"));
  for (const line of output.split("\n"))
    if (/^(skipped|polyglot skipped)/.test(line)) console.log(`     ${line}`);
  // Without a build nothing below means anything.
  if (!ok && check.name === "build") break;
}
if (failedChecks.length > 0) console.log(`failed: ${failedChecks.join(", ")}`);
console.log(`tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(failedChecks.length > 0 ? 1 : 0);

/** The counts of a check that runs tests, added to the total. */
function summary(output) {
  const match = /^(\w+): (\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(output);
  if (match === null) return "";
  total.passed += Number(match[2]);
  total.failed += Number(match[3]);
  total.skipped += Number(match[4]);
  return match[0];
}

function run(command) {
  return new Promise((resolve) => {
    const child = spawn(command, {
      cwd: root,
      shell: true,
      env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}`, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.on("close", (code) => resolve({ code, output: output.trimEnd() }));
  });
}
