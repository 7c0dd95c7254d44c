import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ModelDescription } from "@sotto/models";
import fc from "fast-check";
import type { VoiceRecord } from "../voices/voice-record.js";
import type { KnownVoice } from "../voices/voice-registry.js";
import { voicePage } from "./voice-page.js";

const MODEL = { id: "m" } as ModelDescription;

function voices(builtIn: number, registered: readonly number[]): KnownVoice[] {
  return [
    ...Array.from(
      { length: builtIn },
      (_, n): KnownVoice => ({ kind: "builtIn", name: `b${n}`, model: MODEL }),
    ),
    ...[...new Set(registered)]
      .map((n) => `voices/${n.toString(16).padStart(32, "0")}`)
      .sort()
      .map((name): KnownVoice => ({ kind: "registered", record: { name } as VoiceRecord })),
  ];
}

describe("voicePage", () => {
  it("gives each voice once, in order, for any page size", () => {
    const arbitrary = [
      fc.nat(12),
      fc.array(fc.nat(0xffff), { maxLength: 30 }),
      fc.integer({ min: 1, max: 9 }),
    ] as const;
    fc.assert(
      fc.property(...arbitrary, (builtIn, registered, pageSize) => {
        const all = voices(builtIn, registered);
        const read: KnownVoice[] = [];
        let token = "";
        do {
          const page = voicePage(all, pageSize, token);
          assert.ok(page.voices.length <= pageSize);
          read.push(...page.voices);
          token = page.nextPageToken;
        } while (token !== "");
        assert.deepEqual(read, all);
      }),
    );
  });
});
