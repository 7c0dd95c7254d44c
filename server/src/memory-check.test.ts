import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkMemory } from "./memory-check.js";

const MIB = 2 ** 20;
const SOURCE = { family: "test", options: { memoryBytes: 100 * MIB } } as const;

describe("checkMemory", () => {
  it("counts a copy of every model for each worker", async () => {
    const available = { bytes: 500 * MIB, limitedBy: "the machine" } as const;
    await checkMemory([SOURCE, SOURCE], 2, available);
    await assert.rejects(checkMemory([SOURCE, SOURCE], 3, available), {
      reason: "MODEL_UNUSABLE",
      message: /3 copies.*500 MiB.*fewer workers/,
    });
  });
});
