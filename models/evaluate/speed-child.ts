// Measures one engine in this process: `node speed-child.js TASK`, TASK and what is printed being JSON (speed.ts).
import { firstStepFrames, framesOf, speak } from "./speak.js";
import { roundsOf, type SpeedReport, type SpeedTask } from "./speed.js";

const KIB = 1024;

const report = await measure(JSON.parse(process.argv[2] ?? "") as SpeedTask);
process.stdout.write(JSON.stringify(report));

async function measure(task: SpeedTask): Promise<SpeedReport> {
  const { source, voice, sentences, chunkMs, rounds } = task;
  const rssBeforeBytes = process.memoryUsage.rss();
  const begun = performance.now();
  // Imported here, so that loading ONNX Runtime counts.
  const { loadEngine } = await import("../src/engine-loader.js");
  const engine = await loadEngine(source);
  const loadMs = performance.now() - begun;
  const rssLoadedBytes = process.memoryUsage.rss();
  const description = engine.describe();
  const chunk = framesOf(description, chunkMs);
  const plan = [firstStepFrames(description), chunk];
  const factors: number[] = [];
  const cpuFactors: number[] = [];
  const firsts: number[] = [];
  const cpuFirsts: number[] = [];
  let firstSentenceSeconds = 0;
  for (let round = 0; round < rounds; round++) {
    let computedMs = 0;
    let cpuMs = 0;
    let soundMs = 0;
    for (const [index, { text }] of sentences.entries()) {
      const { samples, totalMs, totalCpuMs } = await speak(engine, text, voice, [chunk]);
      computedMs += totalMs;
      cpuMs += totalCpuMs;
      soundMs += (1000 * samples.length) / description.sampleRateHz;
      if (index > 0) continue;
      const { firstSoundMs, firstSoundCpuMs } = await speak(engine, text, voice, plan);
      firsts.push(firstSoundMs);
      cpuFirsts.push(firstSoundCpuMs);
      firstSentenceSeconds = samples.length / description.sampleRateHz;
    }
    factors.push(computedMs / soundMs);
    cpuFactors.push(cpuMs / soundMs);
  }
  await engine.close();
  return {
    realTimeFactor: roundsOf(factors),
    cpuFactor: roundsOf(cpuFactors),
    firstSoundMs: roundsOf(firsts),
    firstSoundCpuMs: roundsOf(cpuFirsts),
    firstSentenceSeconds,
    loadMs,
    rssBeforeBytes,
    rssLoadedBytes,
    rssPeakBytes: process.resourceUsage().maxRSS * KIB,
    rounds,
    chunkMs,
  };
}
