import { open } from "node:fs/promises";

/** Turns all bits of one byte of a file. */
export async function flipByte(path: string, position: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    const byte = new Uint8Array(1);
    await file.read(byte, 0, 1, position);
    byte[0] = 255 - (byte[0] ?? 0);
    await file.write(byte, 0, 1, position);
  } finally {
    await file.close();
  }
}
