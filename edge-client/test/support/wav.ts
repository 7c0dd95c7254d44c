/** A WAV file of mono LINEAR16 sound. */
export function wavFile(pcm: Buffer, sampleRateHz: number): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "latin1");
  header.writeUInt32LE(36 + pcm.length, 4);
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "latin1");
  header.writeUInt32LE(pcm.length, 40);
  return Buffer.concat([header, pcm]);
}

/** The bytes behind the header of a WAV file that has a data chunk. */
export function wavSound(file: Buffer): Buffer {
  const data = file.indexOf("data", 12, "latin1");
  const start = data + 8;
  // A stream's header does not know its length.
  const length = file.readUInt32LE(data + 4);
  return file.subarray(start, Math.min(file.length, start + length));
}
