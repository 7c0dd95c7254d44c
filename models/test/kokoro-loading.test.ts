import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { SegmentSpec } from "../src/engine.js";
import { flipByte } from "./support/flip-byte.js";
import { loadTiny, TINY_DIR, tinySegment } from "./support/kokoro-tiny.js";
import { sottoErrorOf } from "./support/speak.js";

const WEIGHTS = "tiny-fp32.onnx";

const bob = (): SegmentSpec => tinySegment("lˈIt.", { voice: { kind: "builtIn", name: "bob" } });

describe("loading Kokoro", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "sotto-kokoro-"));
    await cp(`${TINY_DIR}weights`, dir, { recursive: true });
  });
  afterEach(() => rm(dir, { recursive: true }));

  const refusal = async (): Promise<string> => {
    const error = await sottoErrorOf(loadTiny(dir));
    assert.equal(error.reason, "MODEL_UNUSABLE");
    assert.match(error.message, /sotto models pull kokoro-82m/);
    return error.message;
  };

  it("loads a copy", async () => {
    await (await loadTiny(dir)).close();
  });

  it("refuses weights of which one byte was changed", async () => {
    // Behind the names and shapes, within the last tensor's numbers.
    await flipByte(join(dir, WEIGHTS), 6000);
    assert.match(await refusal(), /tiny-fp32\.onnx is not the published file/);
  });

  it("refuses weights that are missing, too short, a link, or no file", async () => {
    const path = join(dir, WEIGHTS);
    await truncate(path, 6000);
    assert.match(await refusal(), /has 6000 bytes where \d+ are right/);
    await rename(path, join(dir, "elsewhere"));
    assert.match(await refusal(), /is missing/);
    await symlink(join(TINY_DIR, "weights", WEIGHTS), path);
    assert.match(await refusal(), /links are not followed/);
  });

  it("refuses a voice whose file was changed when it is asked for, and takes it once it is right again", async () => {
    const engine = await loadTiny(dir);
    const path = join(dir, "voices", "bob.bin");
    await flipByte(path, 100);
    const error = await sottoErrorOf(engine.open(bob()));
    assert.equal(error.reason, "MODEL_UNUSABLE");
    assert.match(error.message, /bob\.bin is not the published file/);
    (await engine.open(tinySegment("lˈIt."))).close();
    await flipByte(path, 100);
    (await engine.open(bob())).close();
    await engine.close();
  });

  it("tells whoever asks for a voice that is gone its name, and not where the server has its files", async () => {
    const engine = await loadTiny(dir);
    await rm(dir, { recursive: true });
    const { reason, message, details } = await sottoErrorOf(engine.open(bob()));
    await engine.close();
    await mkdir(dir);
    assert.equal(reason, "MODEL_UNUSABLE");
    assert.match(message, /voice bob of kokoro-82m .* voices\/bob\.bin is missing .* models pull/);
    assert.equal(JSON.stringify([message, details]).includes(dir), false);
  });

  it("takes no notice of other files, which the pull's own manifest is one of", async () => {
    await writeFile(join(dir, "manifest.json"), "{}");
    await (await loadTiny(dir)).close();
  });
});
