import { AudioEncoding, durationFromMs, type StreamSynthesizeResponse } from "@sotto/proto";

/** The fake's own sample rate in Hz. */
export const FAKE_RATE_HZ = 24_000;

/** Samples of the one chunk that a character makes. */
export const FAKE_CHUNK_SAMPLES = 600;

type Event = NonNullable<StreamSynthesizeResponse["event"]>;

/** The LINEAR16 sound of one character at its place in the text: made-up, but the same every time. */
function fakeChunk(character: string, place: number): Buffer {
  const audio = Buffer.alloc(FAKE_CHUNK_SAMPLES * 2);
  const seed = (character.codePointAt(0) ?? 0) * 31 + place * 7;
  for (let i = 0; i < FAKE_CHUNK_SAMPLES; i++) {
    audio.writeInt16LE((((seed + 1) * (i + 3) * 2654435761) % 65_536) - 32_768, i * 2);
  }
  return audio;
}

/** The sound of a whole text. */
export function fakeSound(text: string): Buffer {
  return Buffer.concat(Array.from(text, fakeChunk));
}

/** Where a stream of fake speech stands: the counters of the contract. */
export interface FakeCounters {
  utterance: number;
  audioSequence: number;
  samples: number;
}

/** What one utterance of `text` makes, as work to be done piece by piece. */
export function* fakeUtterance(text: string, at: FakeCounters): Generator<Event, void, undefined> {
  at.utterance += 1;
  const { utterance } = at;
  let chunks = 0;
  for (const [place, character] of Array.from(text).entries()) {
    const chunk = {
      audio: fakeChunk(character, place),
      sequence: at.audioSequence,
      sampleOffset: at.samples,
      samples: FAKE_CHUNK_SAMPLES,
      utterance,
    };
    at.audioSequence += 1;
    at.samples += FAKE_CHUNK_SAMPLES;
    chunks += 1;
    yield { $case: "audio", value: chunk };
  }
  yield {
    $case: "utteranceDone",
    value: {
      utterance,
      audioDuration: durationFromMs((chunks * FAKE_CHUNK_SAMPLES * 1000) / FAKE_RATE_HZ),
      samples: chunks * FAKE_CHUNK_SAMPLES,
      timeToFirstAudio: durationFromMs(5),
      realTimeFactor: 0.05,
      stages: {
        firstQueue: durationFromMs(1),
        firstFrontEnd: durationFromMs(1),
        firstAcoustic: durationFromMs(1),
        firstVocoder: durationFromMs(1),
        firstEncode: durationFromMs(0.5),
        firstWrite: durationFromMs(0.5),
        frontEnd: durationFromMs(1),
        acoustic: durationFromMs(2),
        vocoder: durationFromMs(3),
        encode: durationFromMs(1),
        queue: durationFromMs(1),
      },
      textLength: chunks,
      chunks,
    },
  };
}

/** The `started` event of the fake. */
export function fakeStarted(session: string, resumeWindowMs: number, voice: string): Event {
  return {
    $case: "started",
    value: {
      output: { encoding: AudioEncoding.LINEAR16, sampleRateHz: FAKE_RATE_HZ },
      model: "fake",
      modelVersion: "1",
      voice,
      session,
      resumeWindowMs,
    },
  };
}
