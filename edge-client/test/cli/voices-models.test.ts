import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { runInProcess } from "../support/cli-in-process.js";
import { FakeServer } from "../support/fake-server.js";
import { jsonOf } from "../support/run-sotto.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { wavFile } from "../support/wav.js";

describe("sotto enroll and voices", () => {
  it("keep a voice with its consent, list it, show it and delete it", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const prompt = wavFile(Buffer.alloc(40_000, 9), 16_000);
    await writeFile(folder.file("ann.wav"), prompt);
    const at = ["--server", server.address];
    const enrolled = await runInProcess([
      ...["enroll", "--name", "Ann", "--speaker", "Ann Lee", "--consent", "I agree.", "--json"],
      ...["--prompt", folder.file("ann.wav"), "--transcript", "words", ...at],
    ]);
    assert.equal(enrolled.code, 0, enrolled.stderr);
    const { created, voice } = jsonOf(enrolled) as { created: boolean; voice: { name: string } };
    assert.ok(created);
    assert.deepEqual(server.voices.prompts, [prompt]);
    const [config] = server.voices.configs;
    assert.deepEqual([config?.transcript, config?.prompt?.container], ["words", 1]);
    const renamed = await runInProcess([
      ...["enroll", "--name", "Bea", "--speaker", "Ann Lee", "--consent", "Yes."],
      ...["--prompt", folder.file("ann.wav"), ...at],
    ]);
    assert.equal(renamed.code, 0);
    const kept = `This recording is kept already, as ${voice.name} (Ann): the name and the consent given now`;
    assert.equal(renamed.stdout.toString(), `${kept} were not stored.\n`);
    const listed = jsonOf(await runInProcess(["voices", "--json", ...at]));
    const names = (listed["voices"] as { name: string }[]).map(({ name }) => name);
    assert.deepEqual(names, ["fake-voice", voice.name]);
    const shown = await runInProcess(["voices", "get", voice.name, ...at]);
    assert.match(shown.stdout.toString(), /Ann +fake +registered/);
    const deleted = await runInProcess(["voices", "delete", "Ann", ...at]);
    assert.equal(deleted.stdout.toString(), `Deleted ${voice.name}.\n`);
    const again = await runInProcess(["voices", "delete", voice.name, "--json", ...at]);
    assert.equal(again.code, 1);
    const { kind, resource } = jsonOf(again)["error"] as { kind: string; resource: string };
    assert.deepEqual([kind, resource], ["VOICE_NOT_FOUND", voice.name]);
  });
});

describe("sotto models", () => {
  it("lists models, and tells about one", async () => {
    await using server = await FakeServer.start();
    const at = ["--server", server.address];
    const table = await runInProcess(["models", ...at]);
    assert.match(
      table.stdout.toString(),
      /fake \(default\) +1 +en-GB +24000 Hz +50 MiB +pitch +Apache-2\.0/,
    );
    const { model } = jsonOf(await runInProcess(["models", "get", "--json", ...at])) as {
      model: { id: string; features: { cloning: string } };
    };
    assert.deepEqual([model.id, model.features.cloning], ["fake", "pitch"]);
    const text = await runInProcess(["models", "get", "fake", ...at]);
    assert.match(text.stdout.toString(), /Styles: slower, faster/);
    assert.equal((await runInProcess(["models", "get", "none", ...at])).code, 1);
  });
});
