const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;

/** A mono WAV file of 16 bits (RIFF, "Multimedia Programming Interface", 1991); samples beyond [-1, 1] are clipped. */
export function wavFile(samples: Float32Array, sampleRateHz: number): Buffer {
  const file = Buffer.alloc(HEADER_BYTES + samples.length * SAMPLE_BYTES);
  file.write("RIFF", 0, "latin1");
  file.writeUInt32LE(file.length - 8, 4);
  file.write("WAVEfmt ", 8, "latin1");
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRateHz, 24);
  file.writeUInt32LE(sampleRateHz * SAMPLE_BYTES, 28);
  file.writeUInt16LE(SAMPLE_BYTES, 32);
  file.writeUInt16LE(8 * SAMPLE_BYTES, 34);
  file.write("data", 36, "latin1");
  file.writeUInt32LE(samples.length * SAMPLE_BYTES, 40);
  samples.forEach((sample, i) => {
    const value = Math.round(32_767 * Math.max(-1, Math.min(1, sample)));
    file.writeInt16LE(value, HEADER_BYTES + i * SAMPLE_BYTES);
  });
  return file;
}
