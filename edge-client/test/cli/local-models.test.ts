import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir } from "node:os";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { defaultModelsDir } from "@sotto/models/store";
import { Interrupts } from "../../src/cli/interrupts.js";
import { runCli } from "../../src/cli/run-cli.js";
import { loadConfig } from "../../src/config.js";
import { runInProcess } from "../support/cli-in-process.js";
import { FakeServer } from "../support/fake-server.js";
import { jsonOf, runSotto, startSotto } from "../support/run-sotto.js";
import { type TemporaryFolder, temporaryFolder } from "../support/temporary-folder.js";

const forbidModules = new URL("../support/forbid-modules.js", import.meta.url).href;

/** Puts a model of somebody's own into the folder of models. */
async function withOwnModel(folder: TemporaryFolder): Promise<string[]> {
  const dir = folder.file("models/my-voice");
  const sha256 = createHash("sha256").update("weights").digest("hex");
  const file = { path: "a.onnx", bytes: 7, sha256, peakMemoryBytes: 5 << 20 };
  const facts = { id: "my-voice", family: "mini", version: "7", license: "CC0-1.0" };
  await mkdir(dir, { recursive: true });
  await writeFile(`${dir}/a.onnx`, "weights");
  const manifest = { format: 1, ...facts, description: "Mine.", files: [file] };
  await writeFile(`${dir}/manifest.json`, JSON.stringify(manifest));
  return ["--models-dir", folder.file("models")];
}

interface Listed {
  readonly modelsDir: string;
  readonly models: readonly { readonly id: string; readonly state: string }[];
}

describe("sotto models on this machine", () => {
  it("lists what comes with the program, what could be pulled, and what is there", async () => {
    await using folder = await temporaryFolder();
    const at = await withOwnModel(folder);
    const text = await runInProcess(["models", ...at]);
    assert.equal(text.code, 0);
    const out = text.stdout.toString();
    assert.match(out, /mini +embedded +\S+ +\d+ MiB/);
    assert.match(out, /kokoro-82m +available +1\.0\.0 +337 MiB +Apache-2\.0/);
    assert.match(out, /my-voice +installed +7 +0\.0 MiB +CC0-1\.0 +Mine\./);
    const { modelsDir, models } = jsonOf(
      await runInProcess(["models", "list", "--json", ...at]),
    ) as unknown as Listed;
    assert.equal(modelsDir, folder.file("models"));
    assert.deepEqual(
      models.map(({ id, state }) => `${id} ${state}`),
      ["mini embedded", "mini-int8 embedded", "kokoro-82m available", "my-voice installed"],
    );
  });

  it("tells all about one", async () => {
    await using folder = await temporaryFolder();
    const at = await withOwnModel(folder);
    const own = (await runInProcess(["models", "info", "my-voice", ...at])).stdout.toString();
    assert.match(own, /Memory: one copy needs 61 MiB with a reserve/);
    assert.match(own, /a\.onnx +7 +sha256:[0-9a-f]{16}…/);
    const { model } = jsonOf(
      await runInProcess(["models", "info", "kokoro-82m", "--json", ...at]),
    ) as { model: { files: object[]; credits: string[]; memory: { neededBytes: number } } };
    assert.equal(model.files.length, 55);
    assert.ok(model.credits.length > 0 && model.memory.neededBytes > 325_532_232);
  });

  it("verifies one or all, and exits with 1 where a file is not right", async () => {
    await using folder = await temporaryFolder();
    const at = await withOwnModel(folder);
    const all = await runInProcess(["models", "verify", ...at]);
    assert.equal(all.code, 0, all.stdout.toString());
    assert.match(all.stdout.toString(), /mini is whole: [\s\S]*my-voice is whole: 1 files/);
    await writeFile(folder.file("models/my-voice/a.onnx"), "WEIGHTS");
    const one = await runInProcess(["models", "verify", "my-voice", "--json", ...at]);
    assert.equal(one.code, 1);
    const { verified } = jsonOf(one) as { verified: { ok: boolean; files: object[] }[] };
    assert.deepEqual(verified[0]?.ok, false);
    assert.deepEqual(verified[0].files, [{ path: "a.onnx", bytes: 7, verdict: "altered" }]);
    assert.equal((await runInProcess(["models", "verify", "kokoro-82m", ...at])).code, 1);
  });

  it("removes with --yes, or asks where somebody can be asked", async () => {
    await using folder = await temporaryFolder();
    const at = await withOwnModel(folder);
    const refused = await runInProcess(["models", "remove", "my-voice", ...at]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /Removing my-voice wants --yes where nobody can be asked/);
    assert.match(await answered("n\n", at), /Remove my-voice .*\? \[y\/N\].*Nothing was removed/s);
    assert.deepEqual(await readdir(folder.file("models")), ["my-voice"]);
    assert.match(await answered("y\n", at), /Removed my-voice/);
    assert.deepEqual(await readdir(folder.file("models")), []);
    await withOwnModel(folder);
    const removed = await runInProcess(["models", "remove", "my-voice", "--yes", "--json", ...at]);
    assert.deepEqual(jsonOf(removed), { removed: "my-voice" });
    const embedded = await runInProcess(["models", "remove", "mini", "--json", "--yes", ...at]);
    assert.equal(embedded.code, 1);
    assert.equal((jsonOf(embedded)["error"] as { kind: string }).kind, "EMBEDDED");
  });

  it("says what it does not understand, with exit code 2", async () => {
    const cases: [string[], RegExp][] = [
      [["pull"], /models takes list, info ID, pull ID/],
      [["pull", "none"], /There is no model "none" to pull: there is kokoro-82m/],
      [["info", "../x"], /There is no model "\.\.\/x": there is mini, mini-int8, kokoro-82m/],
      [["pull", "kokoro-82m", "--from", "ftp://x/"], /no web address/],
      [["list", "--yes"], /--yes goes with models remove/],
      [["pull", "kokoro-82m", "--served"], /--served goes with models list/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await runInProcess(["models", ...args]);
      assert.equal(code, 2, args.join(" "));
      assert.match(stderr, message);
    }
  });

  it("says why a pull failed, where what came is, and what else could be done", async () => {
    await using folder = await temporaryFolder();
    const at = ["--models-dir", folder.file("models")];
    const from = ["--from", folder.file("none")];
    const failed = await runInProcess(["models", "pull", "kokoro-82m", ...from, ...at]);
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /kokoro-82m could not be pulled; tried .*there is no such folder/);
    assert.match(
      failed.stderr,
      /on another machine run `sotto models pull kokoro-82m --models-dir/,
    );
    const env = { npm_config_registry: "http://127.0.0.1:1/", npm_config_fetch_retries: "0" };
    const unreachable = startSotto(["models", "pull", "kokoro-82m", "--json", ...at], { env });
    // It waits before it tries again; a user who doesn't want to wait presses Ctrl-C.
    await onceExists(folder.file("models/.pull"));
    unreachable.child.kill("SIGINT");
    const ended = await unreachable.ended;
    assert.equal(ended.code, 130);
    assert.equal((jsonOf(ended)["error"] as { kind: string }).kind, "INTERRUPTED");
    const free = await runInProcess(["models", "list", "--json", ...at]);
    assert.equal(free.code, 0);
  });

  it("ends a transfer at Ctrl-C, and says that what came is kept", async () => {
    await using folder = await temporaryFolder();
    const server = createServer((_request, response) => {
      response.writeHead(200, { "content-length": 325_532_232 });
      response.write("x".repeat(1000));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const at = ["--models-dir", folder.file("models")];
    const from = ["--from", `http://127.0.0.1:${port}/`];
    const env = { npm_config_noproxy: "127.0.0.1" };
    const pull = startSotto(["models", "pull", "kokoro-82m", ...from, ...at], { env });
    await onceExists(folder.file("models/.pull/kokoro-82m/partial/kokoro-fp32.onnx"));
    pull.child.kill("SIGINT");
    const { code, stderr } = await pull.ended;
    assert.equal(code, 130);
    assert.match(stderr, /What came is kept: `sotto models pull kokoro-82m` goes on there/);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("is one folder for client and server", () => {
    for (const environment of [{}, { XDG_DATA_HOME: "/data" }, { XDG_DATA_HOME: "data" }]) {
      const expected = defaultModelsDir(environment, homedir());
      assert.equal(loadConfig({}, environment).modelsDir, expected);
    }
    assert.equal(loadConfig({}, { SOTTO_MODELS_DIR: "/m" }).modelsDir, "/m");
  });

  it("asks the server with --served, and says so where the store is not installed", async () => {
    await using server = await FakeServer.start();
    const env = { SOTTO_SERVER: server.address };
    const bare = { nodeArgs: ["--import", forbidModules], env };
    const served = await runSotto(["models", "list", "--served"], bare);
    assert.match(served.stdout.toString(), /fake \(default\)/);
    const local = await runSotto(["models", "--json"], bare);
    assert.equal(local.code, 1);
    const { kind, message } = jsonOf(local)["error"] as { kind: string; message: string };
    assert.equal(kind, "NOT_INSTALLED");
    assert.match(message, /install @sotto\/models, or ask a server for its own with --served/);
  });
});

/** Runs `models remove my-voice` as on a terminal where `answer` is typed; gives all that is seen there. */
async function answered(answer: string, at: readonly string[]): Promise<string> {
  using interrupts = new Interrupts();
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  stdin.end(answer);
  const args = ["models", "remove", "my-voice", ...at];
  await runCli({ args, io: { stdin, stdout, stderr }, interrupts, version: "0.0.0" });
  return `${String(stderr.read())}${String(stdout.read())}`;
}

/** Resolves when `path` is there, which must come. */
async function onceExists(path: string): Promise<void> {
  while (
    !(await readdir(path.slice(0, path.lastIndexOf("/"))).catch(() => [""])).includes(
      path.slice(path.lastIndexOf("/") + 1),
    )
  ) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
