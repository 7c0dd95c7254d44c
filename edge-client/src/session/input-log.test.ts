import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StreamSynthesizeRequest } from "@sotto/proto";
import fc from "fast-check";
import { InputLog, KEPT_BYTES_MAX, UNSENT_BYTES_MAX, UNSENT_MESSAGES_MAX } from "./input-log.js";

const text = (value: string): StreamSynthesizeRequest => ({ message: { $case: "text", value } });

/** Sends all there is, and returns the texts. */
function sendAll(log: InputLog): unknown[] {
  const sent: unknown[] = [];
  for (let next = log.next(); next !== undefined; next = log.next()) sent.push(next.message?.value);
  return sent;
}

describe("InputLog", () => {
  it("sends each message once, and again only from where a link goes on", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(100), fc.nat(100), (count, a, b) => {
        const log = new InputLog();
        const texts = Array.from({ length: count }, (_, i) => String(i));
        for (const value of texts) log.append(text(value), 1);
        const sent = a % (count + 1);
        for (let i = 0; i < sent; i++) log.next();
        const received = b % (sent + 1);
        log.rewind(received);
        assert.deepEqual(sendAll(log), texts.slice(received));
        assert.equal(log.appended, count);
      }),
    );
  });

  it("forgets what is acknowledged, and can't go back behind it", () => {
    const log = new InputLog();
    for (const value of ["a", "b", "c"]) log.append(text(value), 10);
    assert.ok(log.isWhole);
    sendAll(log);
    log.acknowledge(2);
    assert.ok(!log.isWhole);
    assert.throws(
      () => {
        log.rewind(1);
      },
      { reason: "RESUME_EXPIRED" },
    );
    log.rewind(2);
    assert.deepEqual(sendAll(log), ["c"]);
  });

  it("does not take an acknowledgement for what was never sent", () => {
    const log = new InputLog();
    log.append(text("a"), 1);
    log.acknowledge(1);
    assert.deepEqual(sendAll(log), ["a"]);
    assert.throws(
      () => {
        log.rewind(2);
      },
      { reason: "PROTOCOL", details: { field: "resumed.received_messages", limit: "at most 1" } },
    );
  });

  it("has no room beyond its limits of unsent bytes and messages", () => {
    const bytes = new InputLog();
    bytes.append(text("x"), UNSENT_BYTES_MAX);
    assert.ok(!bytes.hasRoom);
    bytes.next();
    assert.ok(bytes.hasRoom);
    const messages = new InputLog();
    for (let i = 0; i < UNSENT_MESSAGES_MAX; i++) {
      assert.ok(messages.hasRoom);
      messages.append(text("x"), 0);
    }
    assert.ok(!messages.hasRoom);
  });

  it("keeps no more sent bytes than its limit", () => {
    const log = new InputLog();
    const piece = 64 * 1024;
    for (let sent = 0; sent < 2 * KEPT_BYTES_MAX; sent += piece) {
      log.append(text("x"), piece);
      log.next();
      assert.ok(log.heldBytes <= KEPT_BYTES_MAX);
    }
    assert.throws(
      () => {
        log.rewind(0);
      },
      { reason: "RESUME_EXPIRED" },
    );
  });

  it("drops unsent messages, and replaces the last one, without touching what was sent", () => {
    const log = new InputLog();
    for (const value of ["a", "b", "c"]) log.append(text(value), 1);
    log.next();
    log.dropUnsent(({ message }) => message?.value === "b");
    assert.ok(log.replaceUnsent(text("d"), ({ message }) => message?.value === "c"));
    assert.ok(!log.replaceUnsent(text("e"), () => false));
    assert.deepEqual(sendAll(log), ["d"]);
    assert.ok(!log.replaceUnsent(text("f"), () => true));
    log.rewind(0);
    assert.deepEqual(sendAll(log), ["a", "d"]);
  });
});
