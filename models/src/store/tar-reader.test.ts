import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { tarHeader, tarOf } from "../../test/support/store-model.js";
import { SourceFailure } from "./source-failure.js";
import { readTar } from "./tar-reader.js";

/** `bytes` in pieces of the given sizes, over and over. */
async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function entries(
  archive: AsyncIterable<Uint8Array>,
  read: (name: string) => boolean = () => true,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, content } of readTar(archive)) {
    const pieces: Uint8Array[] = [];
    if (read(name)) for await (const piece of content) pieces.push(piece);
    found[name] = Buffer.concat(pieces).toString();
  }
  return found;
}

const FILES = { a: Buffer.from("alpha"), "b/c": Buffer.alloc(1300, "c"), empty: Buffer.alloc(0) };
const TEXTS = { "package/a": "alpha", "package/b/c": "c".repeat(1300), "package/empty": "" };

describe("readTar", () => {
  it("gives every file, whatever pieces the archive comes in", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(sizes, async (split) => {
        assert.deepEqual(await entries(inPieces(tarOf(FILES), split)), TEXTS);
      }),
    );
  });

  it("passes over what is not read, and over links, folders and extended headers", async () => {
    const extended = Buffer.concat([tarHeader("PaxHeader", 20, "x"), Buffer.alloc(512, "p")]);
    const archive = Buffer.concat([
      tarHeader("package/", 0, "5"),
      tarHeader("package/link", 0, "2"),
      extended,
      tarOf(FILES),
    ]);
    const found = await entries(inPieces(archive, [700]), (name) => name === "package/a");
    assert.deepEqual(found, { "package/a": "alpha", "package/b/c": "", "package/empty": "" });
  });

  it("refuses what is no archive, and one that ends early, at any byte", async () => {
    const archive = tarOf(FILES);
    const refused = { name: "SourceFailure" };
    await assert.rejects(entries(inPieces(Buffer.alloc(512, 1), [512])), refused);
    // The content ends in the last block but two; the end itself may be missing.
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: archive.length - 1024 - 1 }), async (bytes) => {
        const cut = inPieces(archive.subarray(0, bytes), [256]);
        const found = await entries(cut).catch((error: unknown) => {
          assert.ok(error instanceof SourceFailure);
          return undefined;
        });
        // Between two entries there is nothing to see.
        if (found !== undefined) assert.equal(bytes % 512, 0);
      }),
    );
  });

  it("throws nothing but SourceFailure for altered archives", async () => {
    const archive = tarOf(FILES);
    const change = fc.tuple(fc.nat(archive.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const altered = Buffer.from(archive);
        for (const [at, value] of changes) altered[at] = value;
        await entries(inPieces(altered, [999])).catch((error: unknown) => {
          assert.ok(error instanceof SourceFailure);
        });
      }),
    );
  });
});
