import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseManifest } from "../manifest/manifest.js";
import { CATALOGUE, catalogueBytes, manifestText } from "./catalogue.js";

describe("the catalogue", () => {
  for (const model of CATALOGUE) {
    it(`has a manifest for ${model.id} that the engine's loader takes`, () => {
      const manifest = parseManifest(Buffer.from(manifestText(model)), "x");
      assert.deepEqual(manifest.files, model.files);
      assert.equal(manifest.license, model.license);
    });

    it(`covers every byte of ${model.id} with pieces of packages, none twice within a package`, () => {
      for (const file of model.files) {
        const pieces = new Map<number, number>();
        for (const { entries } of model.packages) {
          const own = entries.filter((entry) => entry.file === file.path);
          assert.equal(new Set(own.map(({ offset }) => offset)).size, own.length);
          for (const { offset, bytes } of own) pieces.set(offset, bytes);
        }
        let end = 0;
        for (const [offset, bytes] of [...pieces].sort(([a], [b]) => a - b)) {
          assert.equal(offset, end, file.path);
          end += bytes;
        }
        assert.equal(end, file.bytes, file.path);
      }
    });
  }

  it("has kokoro-82m with 54 voices", () => {
    const kokoro = CATALOGUE.find(({ id }) => id === "kokoro-82m");
    assert.ok(kokoro !== undefined);
    assert.equal(kokoro.files.length, 55);
    assert.equal(catalogueBytes(kokoro), 325_532_232 + 54 * 522_240);
    assert.equal(new Set(kokoro.files.map(({ sha256 }) => sha256)).size, 55);
  });
});
