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

  it("names the embedded voice where a bigger model won't fit", async () => {
    const source = { family: "test", options: { memoryBytes: 900 * MIB } } as const;
    const available = { bytes: 500 * MIB, limitedBy: "the machine" } as const;
    await assert.rejects(checkMemory([source], 1, available), {
      message: /932 MiB.*500 MiB.*smaller model such as mini \(\d+ MiB\)/,
    });
  });
});
