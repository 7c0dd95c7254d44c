import assert from "node:assert/strict";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  AudioEncoding,
  CreateVoiceConfig,
  type CreateVoiceResponse,
  type GetVoiceResponse,
  type ListModelsResponse,
  ListVoicesRequest,
  type Voice,
} from "@sotto/proto";
import { type Clients, rejection, sottoErrorOf, unary, withClients } from "../support/clients.js";
import { readAll, soundOf, speak } from "../support/speech.js";
import { startTestServer, withServer } from "../support/test-server.js";

type VoiceConfigPart = Partial<CreateVoiceConfig>;

const RATE_HZ = 16_000;
const CONSENT = {
  speaker: "Ada Example",
  statement: "You may use my voice for this test.",
  recordTime: undefined,
};

describe("VoiceService of a real server", () => {
  it("makes a voice, tells about it, speaks with it, and forgets it", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async (clients) => {
        const { voice, created } = await create(clients, "Ada");
        assert.equal(created, true);
        assert.match(voice?.name ?? "", /^voices\/[0-9a-f]{32}$/);
        assert.equal(voice?.consent?.speaker, CONSENT.speaker);
        assert.ok(voice.consent.recordTime instanceof Date);
        const { name } = voice;
        for (const reference of [name, "Ada"]) {
          const got = await unary<GetVoiceResponse>((done) =>
            clients.voices.getVoice({ name: reference }, done),
          );
          assert.deepEqual(got.voice, voice);
          const replies = await readAll(
            clients.synthesis.synthesize(speak("Hi.", { voice: reference })),
          );
          assert.ok(soundOf(replies).byteLength > 0);
        }
        await unary<unknown>((done) => clients.voices.deleteVoice({ name }, done));
        assert.deepEqual(await readdir(join(server.config.dataDir, "voices")), []);
        const call = unary<GetVoiceResponse>((done) => clients.voices.getVoice({ name }, done));
        assert.equal(sottoErrorOf(await rejection(call)).reason, "VOICE_NOT_FOUND");
      });
      await server.idle();
    });
  });

  it("gives the same name to the same prompt, however it is cut, and keeps the first", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async (clients) => {
        const first = await create(clients, "One", { pieceBytes: 4096 });
        const second = await create(clients, "Two", { pieceBytes: 1001 });
        assert.equal(second.created, false);
        assert.deepEqual(second.voice, first.voice);
        const other = await create(clients, "Three", { seed: 2 });
        assert.notEqual(other.voice?.name, first.voice?.name);
      });
    });
  });

  it("asks for consent, and says which field is wrong", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async (clients) => {
        const wrong: [VoiceConfigPart, string, string][] = [
          [{ consent: undefined }, "CONSENT_REQUIRED", "config.consent"],
          [{ consent: { ...CONSENT, speaker: "" } }, "INVALID_FIELD", "config.consent.speaker"],
          [
            { consent: { ...CONSENT, statement: "x".repeat(2001) } },
            "INVALID_FIELD",
            "config.consent.statement",
          ],
          [{ displayName: "" }, "INVALID_FIELD", "config.display_name"],
          [{ displayName: "x".repeat(101) }, "INVALID_FIELD", "config.display_name"],
          [{ displayName: "bell\u0007" }, "INVALID_FIELD", "config.display_name"],
          [{ displayName: `voices/${"0".repeat(32)}` }, "INVALID_FIELD", "config.display_name"],
          [{ transcript: "x".repeat(1001) }, "INVALID_FIELD", "config.transcript"],
          [
            { prompt: { container: 0, encoding: 0, sampleRateHz: 12_345 } },
            "INVALID_FIELD",
            "config.prompt.sample_rate_hz",
          ],
          [{ model: "no-such" }, "MODEL_NOT_FOUND", "config.model"],
        ];
        for (const [config, reason, field] of wrong) {
          const error = sottoErrorOf(await rejection(create(clients, "Ada", { config })));
          assert.deepEqual([error.reason, error.details.field], [reason, field]);
        }
      });
      await server.idle();
    });
    await withServer({ config: { requireConsent: false } }, async (server) => {
      await withClients(server.address, async (clients) => {
        const { voice } = await create(clients, "Ada", { config: { consent: undefined } });
        assert.equal(voice?.consent, undefined);
      });
    });
  });

  it("refuses messages out of order and prompts that can't be read", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async (clients) => {
        const noConfig = send(clients, (call) => {
          call.write({ message: { $case: "promptAudio", value: prompt(1) } });
        });
        assert.equal(sottoErrorOf(await rejection(noConfig)).reason, "PROTOCOL");
        const nothing = send(clients, () => undefined);
        assert.equal(sottoErrorOf(await rejection(nothing)).reason, "PROTOCOL");
        const twice = send(clients, (call) => {
          call.write({ message: { $case: "config", value: config("Ada") } });
          call.write({ message: { $case: "config", value: config("Ada") } });
        });
        assert.equal(sottoErrorOf(await rejection(twice)).reason, "PROTOCOL");
        const odd = send(clients, (call) => {
          call.write({ message: { $case: "config", value: config("Ada") } });
          call.write({ message: { $case: "promptAudio", value: prompt(1).subarray(1) } });
        });
        assert.equal(sottoErrorOf(await rejection(odd)).reason, "UNUSABLE_PROMPT");
      });
      await server.idle();
    });
  });

  it("refuses one voice too many, and what can't be deleted", async () => {
    await withServer({ config: { voicesMax: 1 } }, async (server) => {
      await withClients(server.address, async (clients) => {
        await create(clients, "Ada");
        const error = sottoErrorOf(await rejection(create(clients, "Eve", { seed: 2 })));
        assert.equal(error.reason, "LIMIT_EXCEEDED");
        const { models } = await unary<ListModelsResponse>((done) =>
          clients.models.listModels({}, done),
        );
        const builtIn = models[0]?.voices[0] ?? "";
        for (const [name, reason] of [
          [builtIn, "UNSUPPORTED_FEATURE"],
          ["Ada", "INVALID_FIELD"],
          [`voices/${"0".repeat(32)}`, "VOICE_NOT_FOUND"],
        ] as const) {
          const call = unary<unknown>((done) => clients.voices.deleteVoice({ name }, done));
          assert.equal(sottoErrorOf(await rejection(call)).reason, reason);
        }
      });
    });
  });

  it("lists in pages that stay whole while voices come and go", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async (clients) => {
        for (let seed = 1; seed <= 5; seed += 1) await create(clients, `Voice ${seed}`, { seed });
        const all = await listAll(clients, 500);
        assert.deepEqual(await listAll(clients, 2), all);
        assert.deepEqual(await listAll(clients, 1), all);
        const registered = all.filter(({ builtIn }) => !builtIn);
        assert.equal(registered.length, 5);
        assert.deepEqual(all.slice(-5), registered);
        // The last voice of the first page is deleted before the second page is asked for.
        const size = all.length - 3;
        const first = await list(clients, { pageSize: size });
        const gone = first.voices.at(-1)?.name ?? "";
        await unary<unknown>((done) => clients.voices.deleteVoice({ name: gone }, done));
        const second = await list(clients, { pageSize: size, pageToken: first.nextPageToken });
        assert.deepEqual([...first.voices, ...second.voices], all);
        for (const request of [{ pageSize: 501 }, { pageToken: "nonsense" }]) {
          const error = sottoErrorOf(await rejection(list(clients, request)));
          assert.equal(error.reason, "INVALID_FIELD");
        }
        assert.deepEqual((await list(clients, { model: "no-such" })).voices, []);
      });
    });
  });

  it("refuses a display name that two voices have", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async (clients) => {
        await create(clients, "Twin", { seed: 1 });
        await create(clients, "Twin", { seed: 2 });
        const call = readAll(clients.synthesis.synthesize(speak("Hi.", { voice: "Twin" })));
        const error = sottoErrorOf(await rejection(call));
        assert.deepEqual([error.reason, error.details.field], ["INVALID_FIELD", "config.voice"]);
      });
      await server.idle();
    });
  });

  it("keeps voices over a restart, skips damaged files, and lists voices of models that are gone", async () => {
    const first = await startTestServer();
    const { dataDir } = first.config;
    let voice: Voice | undefined;
    await withClients(first.address, async (clients) => {
      ({ voice } = await create(clients, "Ada"));
    });
    await writeFile(join(dataDir, "voices", `${"a".repeat(32)}.voice`), "not a voice");
    await writeFile(join(dataDir, "voices", ".0123456789abcdef.tmp"), "a killed write");
    // The server's own stop leaves the folder alone; the helper's would remove it.
    await withServer({ config: { dataDir }, engine: { id: "other" } }, async (second) => {
      assert.ok(second.logLines.some((line) => line.includes("damaged")));
      assert.equal(
        (await readdir(join(dataDir, "voices"))).some((file) => file.endsWith(".tmp")),
        false,
      );
      await withClients(second.address, async (clients) => {
        const { voices } = await list(clients, {});
        assert.deepEqual(
          voices.filter(({ builtIn }) => !builtIn),
          [voice],
        );
        const call = readAll(
          clients.synthesis.synthesize(speak("Hi.", { voice: voice?.name ?? "" })),
        );
        const error = sottoErrorOf(await rejection(call));
        assert.deepEqual(
          [error.reason, error.details.field],
          ["UNSUPPORTED_FEATURE", "config.voice"],
        );
      });
    });
    await first.stop(AbortSignal.abort());
  });

  it("says STORAGE when the disk does not take a voice", async () => {
    await withServer({}, async (server) => {
      await withClients(server.address, async (clients) => {
        const folder = join(server.config.dataDir, "voices");
        // A folder that is gone fails for root, too, unlike one without permission.
        await rm(folder, { recursive: true });
        const error = sottoErrorOf(await rejection(create(clients, "Ada")));
        assert.equal(error.reason, "STORAGE");
      });
      await server.idle();
    });
  });
});

/** Half a second of a repeatable noise. */
function prompt(seed: number): Buffer {
  const pcm = Buffer.alloc(RATE_HZ * 4);
  let state = seed;
  for (let at = 0; at < pcm.byteLength; at += 2) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pcm.writeInt16LE((state >>> 18) - 8192, at);
  }
  return pcm;
}

function config(displayName: string, overrides: VoiceConfigPart = {}): CreateVoiceConfig {
  return {
    ...CreateVoiceConfig.fromPartial({}),
    displayName,
    prompt: { container: 0, encoding: AudioEncoding.LINEAR16, sampleRateHz: RATE_HZ },
    consent: CONSENT,
    ...overrides,
  };
}

function send(
  clients: Clients,
  write: (call: ReturnType<Clients["voices"]["createVoice"]>) => void,
): Promise<CreateVoiceResponse> {
  return unary((done) => {
    const call = clients.voices.createVoice(done);
    write(call);
    call.end();
    return call;
  });
}

function create(
  clients: Clients,
  displayName: string,
  options: {
    readonly seed?: number;
    readonly pieceBytes?: number;
    readonly config?: VoiceConfigPart;
  } = {},
): Promise<CreateVoiceResponse> {
  const { seed = 1, pieceBytes = 8192 } = options;
  return send(clients, (call) => {
    call.write({ message: { $case: "config", value: config(displayName, options.config) } });
    const pcm = prompt(seed);
    for (let at = 0; at < pcm.byteLength; at += pieceBytes) {
      call.write({ message: { $case: "promptAudio", value: pcm.subarray(at, at + pieceBytes) } });
    }
  });
}

function list(
  clients: Clients,
  request: Partial<ListVoicesRequest>,
): Promise<{ voices: Voice[]; nextPageToken: string }> {
  return unary((done) => clients.voices.listVoices(ListVoicesRequest.fromPartial(request), done));
}

async function listAll(clients: Clients, pageSize: number): Promise<Voice[]> {
  const voices: Voice[] = [];
  let pageToken = "";
  do {
    const page = await list(clients, { pageSize, pageToken });
    voices.push(...page.voices);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return voices;
}
