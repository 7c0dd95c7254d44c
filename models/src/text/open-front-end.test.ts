import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openFrontEnd } from "./open-front-end.js";
import { USER_LEXICON_BYTES_MAX } from "./user-lexicon.js";

describe("openFrontEnd", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "sotto-lexicon-"));
  });
  after(() => rm(folder, { recursive: true }));

  async function file(content: string): Promise<string> {
    const path = join(folder, "words.tsv");
    await writeFile(path, content);
    return path;
  }

  it("reads words as the user's file says", async () => {
    const frontEnd = await openFrontEnd(await file("# ours\nSotto\tsˈɑtO\n"));
    assert.ok(frontEnd.read("This is Sotto.").symbols.includes("sˈɑtO"));
    const plain = await openFrontEnd();
    assert.ok(!plain.read("This is Kubernetes.").symbols.includes("sˈɑtO"));
  });

  it("says which file can't be read, and which line is wrong", async () => {
    const missing = join(folder, "missing.tsv");
    await assert.rejects(openFrontEnd(missing), {
      reason: "MODEL_UNUSABLE",
      message: /missing\.tsv .*ENOENT/,
    });
    await assert.rejects(openFrontEnd(folder), { reason: "MODEL_UNUSABLE", message: /EISDIR/ });
    await assert.rejects(openFrontEnd(await file("good\tɡˈʊd\nno tab\n")), {
      reason: "INVALID_FIELD",
      message: /line 2/i,
    });
  });

  it("reads no more of a file than a lexicon may have", async () => {
    await assert.rejects(openFrontEnd(await file("#".repeat(USER_LEXICON_BYTES_MAX + 2))), {
      reason: "INVALID_FIELD",
    });
    await assert.rejects(openFrontEnd("/dev/zero"), { reason: "INVALID_FIELD" });
  });
});
