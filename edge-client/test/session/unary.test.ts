import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AudioEncoding } from "@sotto/proto";
import { createVoice } from "../../src/session/create-voice.js";
import { checkHealth } from "../../src/session/health.js";
import { getModel, listModels } from "../../src/session/models.js";
import { ServerConnection } from "../../src/session/server-connection.js";
import { synthesize } from "../../src/session/synthesize.js";
import { deleteVoice, getVoice, listVoices } from "../../src/session/voices.js";
import { FakeServer } from "../support/fake-server.js";
import { fakeSound } from "../support/fake-speech.js";

const settings = { signal: new AbortController().signal };

function connect(address: string): ServerConnection {
  const limits = { connectTimeoutMs: 10_000, keepaliveMs: 60_000, keepaliveTimeoutMs: 60_000 };
  return new ServerConnection({ address, ...limits });
}

async function* pieces(...parts: (Buffer | Error)[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    await Promise.resolve();
    if (part instanceof Error) throw part;
    yield part;
  }
}

describe("calls with one answer", () => {
  it("make, list page by page, get and delete a voice", async () => {
    await using server = await FakeServer.start();
    using connection = connect(server.address);
    const config = {
      displayName: "Ann",
      prompt: { container: 0, encoding: AudioEncoding.LINEAR16, sampleRateHz: 16_000 },
      consent: { speaker: "Ann", statement: "I agree.", recordTime: undefined },
    } as const;
    const prompt = [Buffer.alloc(100_000, 1), Buffer.alloc(3, 2)];
    const { voice, created } = await createVoice(connection, config, pieces(...prompt), settings);
    assert.ok(created);
    assert.deepEqual(server.voices.prompts, [Buffer.concat(prompt)]);
    assert.equal(server.voices.configs[0]?.consent?.statement, "I agree.");
    const names = (await listVoices(connection, "", settings)).map(({ name }) => name);
    assert.deepEqual(names, ["fake-voice", voice.name]);
    assert.equal((await getVoice(connection, voice.name, settings)).displayName, "Ann");
    await deleteVoice(connection, voice.name, settings);
    await assert.rejects(getVoice(connection, voice.name, settings), { reason: "VOICE_NOT_FOUND" });
  });

  it("fail the making of a voice with the server's error, or the prompt's own", async () => {
    await using server = await FakeServer.start();
    using connection = connect(server.address);
    await assert.rejects(
      createVoice(connection, { displayName: "x" }, pieces(Buffer.alloc(10)), settings),
      { reason: "CONSENT_REQUIRED" },
    );
    const unread = new Error("disk gone");
    await assert.rejects(
      createVoice(connection, {}, pieces(Buffer.alloc(10), unread), settings),
      unread,
    );
  });

  it("list and get models", async () => {
    await using server = await FakeServer.start();
    using connection = connect(server.address);
    assert.deepEqual(
      (await listModels(connection, settings)).map(({ id }) => id),
      ["fake"],
    );
    assert.equal((await getModel(connection, "", settings)).license, "Apache-2.0");
    await assert.rejects(getModel(connection, "none", settings), /NOT_FOUND/);
  });

  it("check the health", async () => {
    await using server = await FakeServer.start();
    using connection = connect(server.address);
    assert.equal(await checkHealth(connection, settings), "SERVING");
  });

  it("say what to do when nobody listens, and end when their signal aborts", async () => {
    using connection = connect("127.0.0.1:1");
    await assert.rejects(listModels(connection, settings), { kind: "unreachable" });
    await assert.rejects(listModels(connection, { signal: AbortSignal.abort() }), {
      reason: "CANCELLED",
    });
  });
});

describe("synthesize", () => {
  it("gives the events of a whole text", async () => {
    await using server = await FakeServer.start();
    using connection = connect(server.address);
    const kinds: string[] = [];
    const sound: Buffer[] = [];
    for await (const event of synthesize(connection, { text: "Hi!", config: {} }, settings)) {
      if (event.$case === "audio") sound.push(event.value.audio);
      else kinds.push(event.$case);
    }
    assert.deepEqual(kinds, ["started", "utteranceDone"]);
    assert.deepEqual(Buffer.concat(sound), fakeSound("Hi!"));
  });

  it("throws when nobody listens or the signal aborts", async () => {
    const drain = async (address: string, signal: AbortSignal): Promise<void> => {
      using connection = connect(address);
      for await (const event of synthesize(connection, { text: "x", config: {} }, { signal })) {
        assert.ok(event);
      }
    };
    await assert.rejects(drain("127.0.0.1:1", settings.signal), { kind: "unreachable" });
    await assert.rejects(drain("127.0.0.1:1", AbortSignal.abort()), { reason: "CANCELLED" });
  });
});
