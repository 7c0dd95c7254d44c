import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { EDGE_CLIENT_DOC, REFERENCE_MARKER, referenceMarkdown } from "../support/reference-doc.js";

describe("docs/edge-client.md", () => {
  it("says of settings, exit codes and verbs what the code says", async () => {
    const [, reference] = (await readFile(EDGE_CLIENT_DOC, "utf8")).split(REFERENCE_MARKER);
    assert.equal(reference?.trim(), (await referenceMarkdown()).trim());
  });
});
