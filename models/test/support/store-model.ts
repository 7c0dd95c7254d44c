import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { CatalogueModel, CataloguePackage, PackageEntry } from "../../src/store/catalogue.js";

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Bytes that look like weights: the same for the same seed, and gzip finds nothing in them. */
export function noise(bytes: number, seed: number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at * 32 < bytes; at++) {
    blocks.push(createHash("sha256").update(`${seed} ${at}`).digest());
  }
  return Buffer.concat(blocks).subarray(0, bytes);
}

const GRAPH = noise(5000, 1);
const ANN = noise(700, 2);
const BEA = noise(700, 3);

/** The files of the model of the tests, by path. */
export const FILES: Readonly<Record<string, Buffer>> = {
  "graph.onnx": GRAPH,
  "voices/ann.bin": ANN,
  "voices/bea.bin": BEA,
};

function piece(entry: string, file: string, offset: number, end: number): PackageEntry {
  const bytes = FILES[file]!.subarray(offset, end);
  return { entry, file, offset, bytes: bytes.length, sha256: sha256(bytes) };
}

const VOICES = [
  piece("voices/ann.bin", "voices/ann.bin", 0, 700),
  piece("voices/bea.bin", "voices/bea.bin", 0, 700),
];

const PACKAGES: readonly CataloguePackage[] = [
  { name: "voices", version: "1.0.0", tarballBytes: 1500, entries: VOICES },
  {
    name: "shards-a",
    version: "1.0.0",
    tarballBytes: 3200,
    entries: [
      piece("part0.bin", "graph.onnx", 0, 2000),
      piece("part1.bin", "graph.onnx", 2000, 3000),
    ],
  },
  {
    name: "shards-b",
    version: "1.0.0",
    tarballBytes: 2100,
    entries: [piece("part2.bin", "graph.onnx", 3000, 5000)],
  },
  { name: "more-voices", version: "2.0.0", tarballBytes: 1500, entries: VOICES },
];

/** A small model in four packages, of which the last holds the same voices as the first. */
export const MODEL: CatalogueModel = {
  id: "tiny",
  family: "kokoro",
  version: "1.0",
  description: "A model of the tests.",
  license: "CC0-1.0",
  credits: ["Nobody."],
  files: Object.entries(FILES).map(([path, content]) => {
    return { path, bytes: content.length, sha256: sha256(content), peakMemoryBytes: 10 };
  }),
  packages: PACKAGES,
};

/** What a package of the model holds, by the path below `package/`. */
export function packageFiles(name: string): Record<string, Buffer> {
  const { entries } = PACKAGES.find((one) => one.name === name)!;
  const files = entries.map((one): [string, Buffer] => {
    return [one.entry, FILES[one.file]!.subarray(one.offset, one.offset + one.bytes)];
  });
  return { "package.json": Buffer.from("{}"), ...Object.fromEntries(files) };
}

/** A tar archive (ustar) of `files`, as npm packs them. */
export function tarOf(files: Readonly<Record<string, Buffer>>, folder = "package/"): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => [
    tarHeader(`${folder}${name}`, content.length),
    content,
    Buffer.alloc((512 - (content.length % 512)) % 512),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** The header of one entry; `kind` 0 is a file, 2 a link, 5 a folder. */
export function tarHeader(name: string, bytes: number, kind = "0"): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write("0000644\0", 100);
  header.write(`${bytes.toString(8).padStart(11, "0")}\0`, 124);
  header.write("        ", 148);
  header.write(kind, 156);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

/** A package's tarball. */
export function tarball(name: string): Buffer {
  return gzipSync(tarOf(packageFiles(name)));
}
