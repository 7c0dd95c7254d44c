import type { Engine } from "@sotto/models";
import { loadEngine } from "@sotto/models";
import { ChunkPlanner } from "../src/synthesis/chunk-planner.js";
import { ListenerBuffer } from "../src/synthesis/listener-buffer.js";
import { READ_AHEAD_BYTES } from "../src/synthesis/read-ahead.js";
import type { BareEngineOrder } from "./bare-engine.js";
import type { BareEngineReport } from "./report.js";
import { SENTENCES } from "./sentences.js";
import { percentilesOf, sumOf } from "./statistics.js";

interface Spoken {
  readonly firstAudioMs: number;
  readonly audioSeconds: number;
}

const LINEAR16_BYTES = 2;

/** Entry of the bare engine's process: speaks the sentences on its main thread, with the server's plan of chunks. */
process.once("message", (order: BareEngineOrder) => {
  void measure(order).then((report) => {
    process.send?.(report, () => {
      process.disconnect();
    });
  });
});

async function measure({ source, repeats }: BareEngineOrder): Promise<BareEngineReport> {
  const engine = await loadEngine(source);
  // One round is not counted, as with the server.
  await speakAll(engine);
  const cpuBefore = process.cpuUsage();
  const begunMs = performance.now();
  const spoken: Spoken[] = [];
  for (let round = 0; round < repeats; round++) spoken.push(...(await speakAll(engine)));
  const seconds = (performance.now() - begunMs) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  await engine.close();
  const audioSeconds = sumOf(spoken.map((each) => each.audioSeconds));
  return {
    firstAudioMs: percentilesOf(spoken.map((each) => each.firstAudioMs)),
    realTimeFactor: seconds / audioSeconds,
    cpuSecondsPerAudioSecond: (user + system) / 1e6 / audioSeconds,
    audioSeconds,
  };
}

async function speakAll(engine: Engine): Promise<Spoken[]> {
  const spoken: Spoken[] = [];
  for (const [i, text] of SENTENCES.entries()) spoken.push(await speak(engine, text, i));
  return spoken;
}

async function speak(engine: Engine, text: string, seed: number): Promise<Spoken> {
  const { defaultVoice, sampleRateHz } = engine.describe();
  const voice = { kind: "builtIn", name: defaultVoice } as const;
  const planner = plannerFor(engine);
  const listener = new ListenerBuffer(sampleRateHz);
  const begunMs = performance.now();
  const stepper = await engine.open({ text, voice, style: "", speed: 1, seed, segmentIndex: 0 });
  let samples = 0;
  let firstAudioMs = 0;
  for (let isFirst = true, done = false; !done; isFirst = false) {
    const orderedMs = performance.now();
    const bufferedMs = listener.bufferedMs(orderedMs);
    const frames = planner.next({ bufferedMs, isFirst: samples === 0, beginsSegment: isFirst });
    const step = await stepper.step(frames);
    const nowMs = performance.now();
    if (!step.done) planner.measured(frames, nowMs - orderedMs);
    if (samples === 0) firstAudioMs = nowMs - begunMs;
    listener.sent(nowMs, step.samples.length);
    samples += step.samples.length;
    done = step.done;
  }
  stepper.close();
  return { firstAudioMs, audioSeconds: samples / sampleRateHz };
}

function plannerFor(engine: Engine): ChunkPlanner {
  const { hopSamples, sampleRateHz, firstStepFramesMin } = engine.describe();
  return new ChunkPlanner({
    hopSamples,
    sampleRateHz,
    firstStepFramesMin,
    bytesPerFrame: hopSamples * LINEAR16_BYTES,
    chunkBytesMax: READ_AHEAD_BYTES,
  });
}
