// Writes the manifest of a model's folder anew: `node models/scripts/write-manifest.mjs models/weights/mini`.
// Sizes and hashes are taken from the files; id, version, texts and memory needs are kept from the manifest there is.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [dir] = process.argv.slice(2);
if (dir === undefined) {
  console.error("usage: node models/scripts/write-manifest.mjs FOLDER");
  process.exit(2);
}
const path = join(dir, "manifest.json");
const manifest = JSON.parse(readFileSync(path, "utf8"));
const peaks = new Map(manifest.files.map((file) => [file.path, file.peakMemoryBytes]));
manifest.files = readdirSync(dir)
  .filter((name) => name !== "manifest.json")
  .sort()
  .map((name) => {
    const bytes = readFileSync(join(dir, name));
    return {
      path: name,
      bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      peakMemoryBytes: peaks.get(name) ?? 0,
    };
  });
writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
