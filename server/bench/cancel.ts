import { setTimeout as sleep } from "node:timers/promises";
import type { SynthesisServiceClient, SynthesizeResponse } from "@sotto/proto";
import { startCall } from "./client-call.js";
import { withClients } from "./clients.js";
import type { CancelReport } from "./report.js";
import { longText } from "./sentences.js";
import { ACTIVE_STREAMS, STEPS } from "./server-metrics.js";
import type { ServerProcess } from "./server-process.js";
import { differenceOf, percentilesOf } from "./statistics.js";

/** How long the server is watched for steps that it should not make. */
const WATCH_MS = 100;

/** Cancels are spread over this time after the first sound, so that they meet all stages of a step. */
const OFFSET_MS_MAX = 60;

/** A server that still holds the stream after this long has not obeyed. */
const IDLE_MS_MAX = 5000;

/** Cancels calls while they speak, and measures how soon the server is idle. */
export async function measureCancel(server: ServerProcess, calls: number): Promise<CancelReport> {
  const idleMs: number[] = [];
  let stepsAfterIdle: number | null = 0;
  await withClients(server.address, 1, async ([client]) => {
    if (client === undefined) return;
    for (let i = 0; i < calls; i++) {
      const cancel = await callThatSounds(client, i);
      await sleep((i * OFFSET_MS_MAX) / calls);
      cancel();
      idleMs.push(await untilIdle(server));
      // A step that was running is let finish.
      await sleep(WATCH_MS);
      const before = await steps(server);
      await sleep(WATCH_MS);
      const more = differenceOf(await steps(server), before);
      stepsAfterIdle = more === null || stepsAfterIdle === null ? null : stepsAfterIdle + more;
    }
  });
  return { calls, idleMs: percentilesOf(idleMs), stepsAfterIdle };
}

/** Starts a call and waits for its first sound; gives what cancels it. */
function callThatSounds(client: SynthesisServiceClient, seed: number): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const call = startCall(client, longText(20), seed);
    let sounds = false;
    call.on("data", ({ event }: SynthesizeResponse) => {
      if (sounds || event?.$case !== "audio") return;
      sounds = true;
      resolve(() => {
        call.cancel();
      });
    });
    call.on("error", (error) => {
      // After the first sound this is the cancel.
      if (!sounds) reject(error);
    });
  });
}

/** Asks until the server holds no stream; gives how long that took. */
async function untilIdle(server: ServerProcess): Promise<number> {
  const begunMs = performance.now();
  for (;;) {
    const active = await server.metric(ACTIVE_STREAMS);
    const elapsedMs = performance.now() - begunMs;
    if (active === 0) return elapsedMs;
    if (elapsedMs > IDLE_MS_MAX) throw new Error("the server still works for a cancelled call");
  }
}

function steps(server: ServerProcess): Promise<number | null> {
  return server.metric(STEPS);
}
