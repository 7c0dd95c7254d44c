import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseSources } from "./model-source.js";

const place = { environment: {}, cwd: "/home/ann" };

describe("parseSources", () => {
  it("tells npm, addresses and folders apart, and keeps their order", () => {
    const sources = parseSources("npm, https://a.example/models,stick,/media/x,./npm", place);
    assert.deepEqual(
      sources.map((source) =>
        source.kind === "url" ? source.base.href : source.kind === "folder" ? source.path : "npm",
      ),
      ["npm", "https://a.example/models/", "/home/ann/stick", "/media/x", "/home/ann/npm"],
    );
  });

  it("refuses what is none, and says what there is", () => {
    for (const list of ["", "npm,,x", Array.from({ length: 11 }, () => "npm").join()]) {
      assert.throws(() => parseSources(list, place), {
        kind: "badSource",
        message: /1 to 10 of npm/,
      });
    }
    for (const word of ["ftp://x/", "https://", "file:///x"]) {
      assert.throws(() => parseSources(word, place), { kind: "badSource", message: /https:\/\// });
    }
  });
});
