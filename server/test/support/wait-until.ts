import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 5;

/**
 * Resolves when `condition` holds, however long that takes within the limit: the limit is there to end a broken test,
 * not to time a good one.
 */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  what: string,
  limitMs = 20_000,
): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`Waited ${limitMs} ms in vain until ${what}.`);
    await delay(POLL_MS);
  }
}
