import type { EngineSource } from "@sotto/models";
import type { Config } from "./config.js";

/** What the configured models are loaded from, the default one first. */
export function modelSources(config: Config): readonly EngineSource[] {
  if (config.enableTestEngine !== undefined) {
    return [{ family: "test", options: config.enableTestEngine }];
  }
  return [];
}
