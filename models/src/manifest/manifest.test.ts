import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import fc from "fast-check";
import { parseManifest, peakMemoryBytes } from "./manifest.js";

const FILE = { path: "a.onnx", bytes: 3, sha256: "0".repeat(64), peakMemoryBytes: 10 };
const GOOD = {
  format: 1,
  id: "mini",
  family: "mini",
  version: "1",
  description: "A voice.",
  license: "CC0-1.0",
  files: [FILE, { ...FILE, path: "b.onnx", peakMemoryBytes: 5 }],
};

function parse(value: unknown) {
  return parseManifest(Buffer.from(JSON.stringify(value)), "here/manifest.json");
}

function messageOf(value: unknown): string {
  try {
    parse(value);
  } catch (error) {
    assert.ok(error instanceof SottoError && error.reason === "MODEL_UNUSABLE");
    return error.message;
  }
  return "no error";
}

describe("parseManifest", () => {
  it("reads a manifest and adds up its memory", () => {
    const manifest = parse(GOOD);
    assert.equal(manifest.id, "mini");
    assert.equal(peakMemoryBytes(manifest), 15);
    assert.equal(parse({ ...GOOD, files: [{ ...FILE, path: "voices/a.bin" }] }).files.length, 1);
    assert.match(manifest.sha256, /^[0-9a-f]{64}$/);
  });

  it("refuses paths that leave the folder, and names the entry", () => {
    const outside = ["../a", "/etc/passwd", "a/b/c", "a/../b", "a/", "a/.b", "..", "manifest.json"];
    for (const path of [...outside, ".hidden", "a\0b", "a//b"]) {
      assert.match(messageOf({ ...GOOD, files: [{ ...FILE, path }] }), /files\[0\].*plain file/);
    }
  });

  it("refuses what is missing or of the wrong kind, naming it", () => {
    assert.match(messageOf({ ...GOOD, format: 2 }), /"format" must be 1/);
    assert.match(messageOf({ ...GOOD, files: [] }), /"files"/);
    assert.match(messageOf({ ...GOOD, files: [FILE, FILE] }), /twice/);
    assert.match(messageOf({ ...GOOD, id: "" }), /"id"/);
    assert.match(messageOf({ ...GOOD, files: [{ ...FILE, sha256: "xyz" }] }), /"sha256"/);
    assert.match(messageOf({ ...GOOD, files: [{ ...FILE, bytes: -1 }] }), /"bytes"/);
    assert.match(messageOf([]), /JSON object/);
  });

  it("throws nothing but MODEL_UNUSABLE for any bytes and any JSON", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 50 }),
      fc.json().map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(bytes, (input) => {
        assert.throws(() => parseManifest(input, "x"), SottoError);
      }),
    );
  });
});
