import { createReadStream } from "node:fs";
import { dirname } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { CataloguePackage } from "./catalogue.js";
import type { Pieces } from "./pieces.js";
import type { ProgressMeter, PullTools } from "./pull-tools.js";
import { SourceFailure } from "./source-failure.js";
import { makeFolder } from "./store-disk.js";
import { codeOf } from "./store-error.js";
import { readTar } from "./tar-reader.js";

/** The most that a tarball may hold unpacked, in bytes: a small archive can hold very much of nothing. */
const UNPACKED_BYTES_MAX = 2 ** 30;

/**
 * Takes the pieces that are wanted out of a package's tarball. Only entries that the catalogue names are read, and they
 * are written where the catalogue says; the archive's own paths are never used.
 * @throws SourceFailure that names what is missing or wrong; what was right is kept.
 */
export async function unpackPieces(
  tarballPath: string,
  { name, version, entries }: CataloguePackage,
  pieces: Pieces,
  tools: PullTools,
  meter: ProgressMeter,
): Promise<void> {
  const wanted = new Map(entries.filter((one) => pieces.wants(one)).map((one) => [one.entry, one]));
  const failures: SourceFailure[] = [];
  const take = async (archive: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const entry of readTar(archive)) {
      // The first folder's name is the packer's choice, as npm has it.
      const piece = wanted.get(entry.name.split("/").slice(1).join("/"));
      if (piece === undefined) continue;
      if (entry.bytes !== piece.bytes) {
        const sizes = `${entry.bytes} bytes where ${piece.bytes} are right`;
        failures.push(new SourceFailure("never", `${piece.entry} has ${sizes}`));
        continue;
      }
      await makeFolder(dirname(pieces.pathOf(piece.file)));
      try {
        await pieces.write(piece, entry.content);
        wanted.delete(piece.entry);
        meter.add(`${name}: ${piece.entry}`, piece.bytes);
      } catch (error) {
        if (!(error instanceof SourceFailure)) throw error;
        failures.push(error);
      }
    }
  };
  await readArchive(tarballPath, take, tools);
  const [first] = failures;
  if (first !== undefined) throw first;
  const [lacking] = wanted.keys();
  if (lacking !== undefined) {
    throw new SourceFailure("never", `${name}@${version} holds no ${lacking}`);
  }
}

async function readArchive(
  path: string,
  take: (archive: AsyncIterable<Uint8Array>) => Promise<void>,
  { signal }: PullTools,
): Promise<void> {
  let unpacked = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      unpacked += chunk.length;
      if (unpacked <= UNPACKED_BYTES_MAX) done(null, chunk);
      else done(new SourceFailure("never", "its archive unpacks to far more than it should"));
    },
  });
  try {
    await pipeline(createReadStream(path), createGunzip(), limit, take, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (/^(Z_|ERR_ZLIB)/.test(codeOf(error))) {
      throw new SourceFailure("never", "its archive is damaged", { cause: error });
    }
    throw error;
  }
}
