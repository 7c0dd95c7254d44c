// Types the README's commands as written. `npm ci` and `npm test` are left out: the first has just been run, the second
// is running.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LEFT_OUT = ["npm ci", "npm test"];
// `doctor` reports on this machine, which may have no sound card: it must answer, not approve.
const MAY_FAIL = ["npx sotto doctor"];
const SERVER_COMMAND = "npm start";
const SERVER_STOP_MS = 15_000;

const commands = [...readFileSync(`${ROOT}README.md`, "utf8").matchAll(/^```sh\n(.*?)^```/gms)]
  .flatMap(([, block]) => block.trim().split("\n"))
  .flatMap((line) => line.split(" && "))
  .filter((command) => !LEFT_OUT.includes(command));

describe("README", () => {
  let server;

  before(async () => {
    assert.ok(commands.includes(SERVER_COMMAND), "the README starts a server");
    server = spawn("npm", ["start", "--silent"], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    await listening(server);
  });

  after(async () => {
    if (server.exitCode !== null) return;
    const closed = new Promise((resolve) => server.on("close", resolve));
    const force = setTimeout(() => server.kill("SIGKILL"), SERVER_STOP_MS);
    server.kill("SIGTERM");
    await closed;
    clearTimeout(force);
  });

  for (const command of commands.filter((line) => line !== SERVER_COMMAND)) {
    it(`command works as written: ${command}`, async () => {
      const out = /(?:--out |run )(\S+\.wav|demo$)/
        .exec(command)?.[1]
        ?.replace(/^demo$/, "demo.wav");
      if (out !== undefined) rmSync(`${ROOT}${out}`, { force: true });
      const { code, output } = await run(command);
      if (!MAY_FAIL.includes(command)) assert.equal(code, 0, output);
      assert.notEqual(output.trim(), "", "it says something");
      if (out !== undefined) {
        assert.ok(existsSync(`${ROOT}${out}`), `${out} is written`);
        assert.ok(statSync(`${ROOT}${out}`).size > 24_000, `${out} holds half a second at least`);
        rmSync(`${ROOT}${out}`);
      }
    });
  }

  it("links to files that exist", () => {
    for (const name of ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]) {
      const text = readFileSync(`${ROOT}${name}`, "utf8");
      for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        assert.ok(existsSync(`${ROOT}${target}`), `${name} links to ${target}`);
      }
    }
  });
});

function listening(child) {
  return new Promise((resolve, reject) => {
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        said += text;
        if (said.includes('"listening"')) resolve();
      });
    }
    child.on("close", (code) => reject(new Error(`npm start ended with ${code}: ${said}`)));
  });
}

function run(command) {
  return new Promise((resolve) => {
    const child = spawn("bash", ["-c", command], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.on("close", (code) => resolve({ code, output }));
  });
}
