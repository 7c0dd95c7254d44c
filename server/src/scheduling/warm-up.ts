import type { Engine, ModelDescription, SegmentSpec } from "@sotto/models";
import { SottoError } from "@sotto/proto/error";

/** A sentence of usual length and sounds for each language that a model may begin with; English for the others. */
const SENTENCES: Readonly<Record<string, string>> = {
  en: "The sun came out over the hills, and the whole valley woke up slowly.",
  zh: "太阳从山后升起来，整个山谷慢慢地醒了。",
};

/** Steps are asked for in stretches of about this much sound, as a stream in full flow is served. */
const STEP_MS = 200;

/** A model that is not done with the sentence after steps for so much sound does not end. */
const ASKED_SECONDS_MAX = 60;

/**
 * Speaks a sentence twice: the first time makes the runtime allocate and optimise what it does lazily (and shows that
 * the model works at all), the second time is measured. Gives the real-time factor: computing time over duration.
 * @throws SottoError MODEL_UNUSABLE where the model gives no sound, samples that are not finite, or no end.
 */
export async function warmUp(engine: Engine): Promise<number> {
  await speak(engine);
  const beginMs = performance.now();
  const soundSeconds = await speak(engine);
  return (performance.now() - beginMs) / 1000 / soundSeconds;
}

/** Speaks the sentence and gives its duration in seconds. */
async function speak(engine: Engine): Promise<number> {
  const model = engine.describe();
  const framesPerStep = Math.max(
    model.firstStepFramesMin,
    Math.round((model.sampleRateHz * STEP_MS) / 1000 / model.hopSamples),
  );
  const askedSecondsPerStep = (framesPerStep * model.hopSamples) / model.sampleRateHz;
  const stepper = await engine.open(warmUpSpec(model));
  let samples = 0;
  let askedSeconds = 0;
  try {
    for (let done = false; !done; askedSeconds += askedSecondsPerStep) {
      if (askedSeconds > ASKED_SECONDS_MAX) throw unusable(model, "did not end");
      const step = await stepper.step(framesPerStep);
      if (!step.samples.every(Number.isFinite)) {
        throw unusable(model, "gave samples that are not finite");
      }
      samples += step.samples.length;
      done = step.done;
    }
  } finally {
    stepper.close();
  }
  if (samples === 0) throw unusable(model, "gave no sound");
  return samples / model.sampleRateHz;
}

function warmUpSpec(model: ModelDescription): SegmentSpec {
  const language = model.languages[0]?.split("-")[0] ?? "en";
  return {
    text: SENTENCES[language] ?? SENTENCES["en"] ?? "",
    voice: { kind: "builtIn", name: model.defaultVoice },
    style: "",
    speed: 1,
    seed: 0,
    segmentIndex: 0,
  };
}

function unusable(model: ModelDescription, what: string): SottoError {
  return new SottoError(
    "MODEL_UNUSABLE",
    `The model ${model.id} ${what} when it was tried out; install it again.`,
    { resource: model.id },
  );
}
