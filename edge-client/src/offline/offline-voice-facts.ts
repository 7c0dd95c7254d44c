import { createRequire } from "node:module";
import type { OfflineVoiceFacts } from "../doctor/service-checks.js";

/** Whether the offline voice is installed here, found without loading ONNX Runtime. Never rejects. */
export async function offlineVoiceFacts(): Promise<OfflineVoiceFacts> {
  try {
    const { describeModel } = await import("@sotto/models");
    // Where the models' package finds its runtime; resolving loads nothing.
    const models = createRequire(import.meta.url).resolve("@sotto/models");
    createRequire(models).resolve("onnxruntime-node");
    const { id, version, memoryBytes, voices } = await describeModel({ family: "mini" });
    const memoryMib = Math.ceil(memoryBytes / (1024 * 1024));
    return {
      available: true,
      detail: `${id} ${version} (${voices.join(", ")}), needs ${memoryMib} MiB`,
    };
  } catch (error) {
    const detail = isMissing(error)
      ? "not installed"
      : `can't be used: ${error instanceof Error ? error.message : String(error)}`;
    return { available: false, detail };
  }
}

function isMissing(error: unknown): boolean {
  const codes: unknown[] = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"];
  return error instanceof Error && "code" in error && codes.includes(error.code);
}
