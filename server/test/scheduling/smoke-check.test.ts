import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { smokeCheck } from "../../src/scheduling/smoke-check.js";
import { FAULTY_LOADER_URL, type LoadingFault } from "../support/faulty-loader.js";

function checkWith(fault: LoadingFault, limitMs = 60_000): Promise<void> {
  return smokeCheck({ setup: { sources: [{ fault }], loaderUrl: FAULTY_LOADER_URL }, limitMs });
}

describe("smokeCheck", () => {
  it("passes where the models speak", async () => {
    const sources = [{ family: "test", options: {} }];
    await smokeCheck({ setup: { sources, loaderUrl: "@sotto/models" }, limitMs: 60_000 });
  });

  it("says that the processor lacks instructions when the child dies of SIGILL", async () => {
    await assert.rejects(checkWith("SIGILL"), {
      reason: "MODEL_UNUSABLE",
      message: /processor lacks instructions.*another machine.*SIGILL/,
    });
  });

  it("says what killed the child otherwise, and what to do", async () => {
    await assert.rejects(checkWith("SIGKILL"), { reason: "MODEL_UNUSABLE", message: /memory/ });
    await assert.rejects(checkWith("SIGSEGV"), { reason: "MODEL_UNUSABLE", message: /SIGSEGV/ });
    await assert.rejects(checkWith("exits"), { reason: "MODEL_UNUSABLE", message: /exit code 3/ });
  });

  it("passes on why the models can't be loaded", async () => {
    await assert.rejects(checkWith("unusable"), {
      reason: "MODEL_UNUSABLE",
      message: "voice.json is damaged.",
      details: { resource: "voice.json" },
    });
  });

  it("gives up on a child that never answers", async () => {
    await assert.rejects(checkWith("hangs", 1), { reason: "MODEL_UNUSABLE", message: /in time/ });
  });
});
