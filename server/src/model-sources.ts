import { join } from "node:path";
import type { EngineSource } from "@sotto/models";
import { flagOf } from "./config/option-table.js";
import { UsageError } from "./config/parse-arguments.js";
import type { Config } from "./config.js";

/**
 * What the configured models are loaded from, the default one first.
 * @throws UsageError for a model that there is not.
 */
export function modelSources(config: Config): readonly EngineSource[] {
  if (config.enableTestEngine !== undefined) {
    return [{ family: "test", options: config.enableTestEngine }];
  }
  return config.models.map((id) => modelSource(id, config));
}

function modelSource(id: string, config: Config): EngineSource {
  if (id !== "mini")
    throw new UsageError(`There is no model ${id}; ${flagOf("model")} takes: mini.`);
  const { modelsDir, threads, executionProvider } = config;
  // What the provider can't do, the CPU does.
  const providers = executionProvider === "cpu" ? ["cpu"] : [executionProvider, "cpu"];
  const onnx = { intraOpThreads: threads, providers };
  if (modelsDir === "") return { family: "mini", onnx };
  return { family: "mini", weightsDir: join(modelsDir, id), onnx };
}
