import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { describeModel, loadEngine } from "../src/index.js";
import { MINI_WEIGHTS_DIR } from "../src/mini/mini-description.js";
import { MiniEngine } from "../src/mini/mini-engine.js";
import { sottoErrorOf } from "./support/speak.js";

describe("loading MiniEngine", () => {
  let root: string;
  let dir: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), "sotto-weights-"));
    dir = join(root, "mini");
    await cp(MINI_WEIGHTS_DIR, dir, { recursive: true });
  });
  after(() => rm(root, { recursive: true }));
  afterEach(async () => {
    await rm(dir, { recursive: true });
    await cp(MINI_WEIGHTS_DIR, dir, { recursive: true });
  });

  const refusal = async (): Promise<string> => {
    const error = await sottoErrorOf(loadEngine({ family: "mini", weightsDir: dir }));
    assert.equal(error.reason, "MODEL_UNUSABLE");
    return error.message;
  };

  it("loads the folder as it was shipped", async () => {
    const engine = await loadEngine({ family: "mini", weightsDir: dir });
    assert.deepEqual(engine.describe(), await describeModel({ family: "mini", weightsDir: dir }));
    await engine.close();
    await engine.close();
  });

  it("refuses one flipped bit, naming the file", async () => {
    const path = join(dir, "decoder.onnx");
    const bytes = await readFile(path);
    bytes[5_000_000]! ^= 1;
    await writeFile(path, bytes);
    assert.match(await refusal(), /decoder\.onnx is not the one .*SHA-256/);
  });

  it("refuses a file that is cut, missing, not listed, or a link", async () => {
    await truncate(join(dir, "decoder.onnx"), 1000);
    assert.match(await refusal(), /decoder\.onnx has 1000 bytes/);
    await rm(join(dir, "decoder.onnx"));
    assert.match(await refusal(), /decoder\.onnx is missing/);
    await rename(join(dir, "text.onnx"), join(root, "text.onnx"));
    await cp(join(MINI_WEIGHTS_DIR, "decoder.onnx"), join(dir, "decoder.onnx"));
    await symlink(join(root, "text.onnx"), join(dir, "text.onnx"));
    assert.match(await refusal(), /text\.onnx is a symbolic link/);
  });

  it("refuses a file that the manifest doesn't list", async () => {
    await writeFile(join(dir, "weights.bin"), "x");
    assert.match(await refusal(), /weights\.bin is not listed/);
  });

  it("refuses a folder that isn't there", async () => {
    await rm(join(dir, "manifest.json"));
    assert.match(await refusal(), /manifest\.json is missing/);
  });

  it("refuses when machine or control group have too little memory, with the numbers", async () => {
    const files: Record<string, string> = {
      "/proc/meminfo": "MemTotal: 900000 kB\nMemAvailable:   40960 kB\n",
    };
    const load = MiniEngine.load({ weightsDir: dir, readSystemFile: (path) => files[path] });
    const { reason, message } = await sottoErrorOf(load);
    assert.equal(reason, "MODEL_UNUSABLE");
    assert.match(message, /needs \d+ MiB .* the machine has 40 MiB left: .*smaller model.*server/);
  });

  it("refuses an execution provider that isn't there, listing those that are", async () => {
    const onnx = { providers: ["tensorrt-nowhere"] };
    const { reason, message } = await sottoErrorOf(loadEngine({ family: "mini", onnx }));
    assert.equal(reason, "MODEL_UNUSABLE");
    assert.match(message, /tensorrt-nowhere.*cpu/);
  });

  it("refuses a family that there isn't", async () => {
    const source = JSON.parse('{"family":"toString"}') as { family: "mini" };
    assert.equal((await sottoErrorOf(loadEngine(source))).reason, "MODEL_NOT_FOUND");
  });

  it("works in two worker threads at once", async () => {
    const module = new URL("../src/index.js", import.meta.url).href;
    const script = `const { parentPort } = require("node:worker_threads");
      import(${JSON.stringify(module)}).then(async ({ loadEngine }) => {
        const engine = await loadEngine({ family: "mini" });
        const voice = { kind: "builtIn", name: "af_heart" };
        const stepper = await engine.open(
          { text: "Hello.", voice, style: "", speed: 1, seed: 1, segmentIndex: 0 });
        const { samples } = await stepper.step(30);
        await engine.close();
        parentPort.postMessage(samples);
      });`;
    const results = await Promise.all(
      [1, 2].map(
        () =>
          new Promise<Float32Array>((resolve, reject) => {
            const worker = new Worker(script, { eval: true });
            worker.once("message", resolve);
            worker.once("error", reject);
          }),
      ),
    );
    assert.ok(results[0]!.some((sample) => Math.abs(sample) > 0.01));
    assert.deepEqual(results[0], results[1]);
  });
});
