import { extname } from "node:path";
import { AudioEncoding } from "@sotto/proto";
import { UsageError } from "../config/usage-error.js";
import { encodingName } from "./audio-names.js";

/** Where speech goes, and how it is encoded for it. */
export type OutputPlan =
  | {
      /** PCM, to the sound card or into a file with or without a header. */
      readonly kind: "device" | "wav" | "raw" | "wavStdout";
      /** The file; empty for the device and stdout. */
      readonly path: string;
      readonly encoding: typeof AudioEncoding.LINEAR16 | typeof AudioEncoding.FLOAT32;
    }
  | {
      /** Encoded bytes, as the server sends them, into a file or to stdout. */
      readonly kind: "bytes" | "bytesStdout";
      readonly path: string;
      readonly encoding: AudioEncoding;
    };

/**
 * What `--out` and `--encoding` come to: no `--out` plays; `-` is stdout; otherwise the file's ending decides.
 * @throws UsageError where the two don't go together, with what would.
 */
export function planOutput(
  out: string | undefined,
  encoding: AudioEncoding | undefined,
): OutputPlan {
  if (out === undefined) {
    return { kind: "device", path: "", encoding: pcmOnly(encoding, "The sound card plays") };
  }
  if (out === "-") {
    return encoding === undefined || isPcm(encoding)
      ? { kind: "wavStdout", path: "", encoding: encoding ?? AudioEncoding.LINEAR16 }
      : { kind: "bytesStdout", path: "", encoding };
  }
  switch (extname(out).toLowerCase()) {
    case ".wav":
      return { kind: "wav", path: out, encoding: pcmOnly(encoding, "A .wav file here holds") };
    case ".raw":
    case ".pcm":
      return encoding === undefined || isPcm(encoding)
        ? { kind: "raw", path: out, encoding: encoding ?? AudioEncoding.LINEAR16 }
        : { kind: "bytes", path: out, encoding };
    case ".ogg":
    case ".opus":
      return { kind: "bytes", path: out, encoding: oggOnly(encoding) };
    default:
      throw new UsageError(
        `--out must end in .wav, .raw, .pcm, .ogg or .opus, or be "-", received "${out}".`,
      );
  }
}

function isPcm(
  encoding: AudioEncoding,
): encoding is typeof AudioEncoding.LINEAR16 | typeof AudioEncoding.FLOAT32 {
  return encoding === AudioEncoding.LINEAR16 || encoding === AudioEncoding.FLOAT32;
}

function pcmOnly(
  encoding: AudioEncoding | undefined,
  what: string,
): typeof AudioEncoding.LINEAR16 | typeof AudioEncoding.FLOAT32 {
  if (encoding === undefined) return AudioEncoding.LINEAR16;
  if (isPcm(encoding)) return encoding;
  const name = encodingName(encoding);
  const instead = name === "ogg-opus" ? "--out FILE.ogg" : "--out FILE.raw";
  throw new UsageError(`${what} linear16 or float32, not ${name}: use ${instead} for that.`);
}

function oggOnly(encoding: AudioEncoding | undefined): AudioEncoding {
  if (encoding === undefined || encoding === AudioEncoding.OGG_OPUS) return AudioEncoding.OGG_OPUS;
  throw new UsageError(
    `An .ogg file holds ogg-opus, not ${encodingName(encoding)}: use --out FILE.wav or FILE.raw.`,
  );
}
