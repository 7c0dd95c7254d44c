import { brokenDataFile, readDataFile } from "../data-file.js";

/** The letter network's file. */
export const LETTERS_FILE = "letters.bin.gz";

/** A matrix or a vector of the network, row by row. */
export interface Tensor {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns]; a vector has one column. */
  readonly values: Float32Array;
}

/** Sizes of the network, as `letters.py` names them. */
export interface NetworkSizes {
  readonly width: number;
  readonly hidden: number;
  readonly blocks: number;
  readonly kernel: number;
  readonly state: number;
  readonly beam: number;
}

/** The network's parts by their names in PyTorch, and what each of its choices says. */
export interface NetworkFile {
  readonly sizes: NetworkSizes;
  /** Symbols of each choice: none to three, with their stress. */
  readonly chunks: readonly string[];
  /** Numbers that stand for the choice before. */
  readonly previousSize: number;
  /** @throws SottoError MODEL_UNUSABLE where there is no tensor of that name and shape. */
  tensor(name: string, rows: number, columns?: number): Tensor;
}

/**
 * Reads the network: matrices are int8 with one float32 scale a row (all scales first), vectors float32.
 * @throws SottoError MODEL_UNUSABLE where the file is missing or damaged.
 */
export function readNetworkFile(): NetworkFile {
  const { header, body } = readDataFile(LETTERS_FILE);
  const { chunks, tensors } = header;
  if (!Array.isArray(chunks) || !Array.isArray(tensors)) throw brokenDataFile(LETTERS_FILE);
  const places = new Map<string, TensorPlace>();
  for (const place of tensors) {
    if (!isPlace(place)) throw brokenDataFile(LETTERS_FILE);
    places.set(place.name, place);
  }
  return {
    sizes: {
      width: size(header, "width"),
      hidden: size(header, "hidden"),
      blocks: size(header, "blocks"),
      kernel: size(header, "kernel"),
      state: size(header, "state"),
      beam: size(header, "beam"),
    },
    chunks: chunks.map(String),
    previousSize: size(header, "previous"),
    tensor: (name, rows, columns = 1) => {
      const place = places.get(name);
      const [tall, wide = 1] = place?.shape ?? [];
      if (place === undefined || tall !== rows || wide !== columns) {
        throw brokenDataFile(LETTERS_FILE);
      }
      return { rows, columns, values: readValues(body, place) };
    },
  };
}

interface TensorPlace {
  readonly name: string;
  readonly shape: readonly number[];
  /** Where its bytes begin, a multiple of 4. */
  readonly at: number;
}

function isPlace(value: unknown): value is TensorPlace {
  if (typeof value !== "object" || value === null) return false;
  if (!("name" in value) || !("shape" in value) || !("at" in value)) return false;
  const { name, shape, at } = value;
  return typeof name === "string" && Array.isArray(shape) && typeof at === "number";
}

function size(header: Readonly<Record<string, unknown>>, name: string): number {
  const value = header[name];
  if (typeof value !== "number") throw brokenDataFile(LETTERS_FILE);
  return value;
}

function readValues(body: Uint8Array, { shape, at }: TensorPlace): Float32Array {
  const view = new DataView(body.buffer, body.byteOffset + at);
  const [rows = 0, columns] = shape;
  const values = new Float32Array(rows * (columns ?? 1));
  if (columns === undefined) {
    for (let row = 0; row < rows; row++) values[row] = view.getFloat32(row * 4, true);
    return values;
  }
  for (let row = 0; row < rows; row++) {
    const scale = view.getFloat32(row * 4, true);
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      values[index] = scale * view.getInt8(rows * 4 + index);
    }
  }
  return values;
}
