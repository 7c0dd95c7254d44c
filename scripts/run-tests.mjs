// Runs one kind of tests on the compiled output and prints what failed, then one line of counts.
// usage: node scripts/run-tests.mjs unit|integration|docs [ROOM ...]
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOMS = ["proto", "models", "server", "edge-client"];
const FOLDERS = { unit: "dist/src", integration: "dist/test" };
// Far above what any test takes: it is there for the one that hangs.
const TEST_TIMEOUT_MS = 180_000;

const [kind, ...rooms] = process.argv.slice(2);
const targets =
  kind === "docs"
    ? ["scripts/test"]
    : (rooms.length > 0 ? rooms : ROOMS).map((room) => `${room}/${FOLDERS[kind]}`);
if (kind !== "docs" && FOLDERS[kind] === undefined) {
  console.error("usage: node scripts/run-tests.mjs unit|integration|docs [ROOM ...]");
  process.exit(2);
}

const root = fileURLToPath(new URL("../", import.meta.url));
const reporter = new URL("./failures-reporter.mjs", import.meta.url).href;
const total = { passed: 0, failed: 0, skipped: 0 };
for (const target of targets.filter((folder) => existsSync(`${root}${folder}`))) {
  const counts = await run(target);
  for (const key of Object.keys(total)) total[key] += counts[key];
}
console.log(`tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

/** Named one by one: given a folder called test, Node 20 takes every file in it for a test, helpers too. */
function testFiles(target) {
  return readdirSync(join(root, target), { recursive: true })
    .filter((name) => /\.test\.m?js$/.test(name))
    .map((name) => join(target, name))
    .sort();
}

/** Runs the tests of one folder; the reporter's last line holds the counts. */
async function run(target) {
  const child = spawn(
    process.execPath,
    [
      "--test",
      "--enable-source-maps",
      `--test-timeout=${TEST_TIMEOUT_MS}`,
      `--test-reporter=${reporter}`,
      ...testFiles(target),
    ],
    { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text) => {
    output += text;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  const lines = output.trimEnd().split("\n");
  let counts;
  try {
    counts = JSON.parse(lines.at(-1));
  } catch {
    // The runner itself broke: all that it said is the failure.
    console.log(output);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  if (lines.length > 1) console.log(lines.slice(0, -1).join("\n"));
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}
