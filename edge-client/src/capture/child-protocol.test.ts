import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  type ChildMessage,
  ChildMessageDecoder,
  encodeAudio,
  encodeEvent,
  PAYLOAD_BYTES_MAX,
} from "./child-protocol.js";

describe("ChildMessageDecoder", () => {
  it("gives the same messages, however the pipe splits them", () => {
    const message = fc.oneof(
      fc.uint8Array({ maxLength: 50 }),
      fc.string({ unit: "grapheme", maxLength: 20 }),
    );
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.integer({ min: 1, max: 9 })), (sent, splits) => {
        const bytes = Buffer.concat(
          sent.map((each) =>
            typeof each === "string"
              ? encodeEvent({ kind: "readError", message: each })
              : encodeAudio(each),
          ),
        );
        const decoder = new ChildMessageDecoder();
        const got: ChildMessage[] = [];
        let offset = 0;
        for (const size of [...splits, bytes.length]) {
          got.push(...decoder.push(bytes.subarray(offset, offset + size)));
          offset += size;
        }
        assert.deepEqual(
          got.map((each) => (each.type === "audio" ? [...each.pcm] : each.event.message)),
          sent.map((each) => (typeof each === "string" ? each : [...each])),
        );
      }),
    );
  });

  it("refuses what is no message of ours", () => {
    const long = Buffer.alloc(5);
    long.writeUInt8(1, 0);
    long.writeUInt32LE(PAYLOAD_BYTES_MAX + 1, 1);
    assert.throws(() => [...new ChildMessageDecoder().push(long)], /corrupt/);
    assert.throws(() => [...new ChildMessageDecoder().push(Buffer.of(9, 0, 0, 0, 0))], /corrupt/);
  });

  it("shortens what ALSA says", () => {
    const event = encodeEvent({ kind: "failed", message: "x".repeat(5000) });
    assert.ok(event.length < 1100);
  });
});
