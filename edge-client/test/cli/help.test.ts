import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EXIT_CODE_TEXT } from "../../src/cli/exit-code.js";
import { verbHelp } from "../../src/cli/help.js";
import { parseCommand } from "../../src/cli/parse-command.js";
import { VERBS } from "../../src/cli/verbs.js";
import { SETTINGS } from "../../src/config/settings-table.js";
import { runInProcess } from "../support/cli-in-process.js";
import { jsonOf, runSotto } from "../support/run-sotto.js";

describe("sotto --help", () => {
  it("lists the verbs, and is what a bare call shows", async () => {
    const [bare, help] = await Promise.all([runSotto([]), runSotto(["--help"])]);
    assert.equal(bare.code, 0);
    assert.deepEqual(bare.stdout, help.stdout);
    for (const name of Object.keys(VERBS))
      assert.match(help.stdout.toString(), new RegExp(`  ${name} `));
  });

  it("prints the version", async () => {
    const { code, stdout } = await runSotto(["--version"]);
    assert.equal(code, 0);
    assert.match(stdout.toString(), /^\d+\.\d+\.\d+\n$/);
  });
});

describe("each verb", () => {
  for (const [name, load] of Object.entries(VERBS)) {
    it(`${name} has help with usage, its flags, examples and exit codes`, async () => {
      const verb = await load();
      const { code, stdout, stderr } = await runSotto([name, "--help"]);
      const text = stdout.toString();
      assert.deepEqual([code, stderr], [0, ""]);
      assert.equal(text, `${verbHelp(verb)}\n`);
      for (const flag of Object.keys(verb.flags)) assert.ok(text.includes(`--${flag}`), flag);
      for (const setting of verb.settings) assert.ok(text.includes(SETTINGS[setting].env), setting);
      for (const { command } of verb.examples) assert.ok(text.includes(command));
      for (const [exit, meaning] of EXIT_CODE_TEXT) assert.ok(text.includes(`  ${exit} `), meaning);
      for (const line of text.split("\n")) assert.ok(line.length <= 110, line);
    });

    it(`${name} has examples that it understands`, async () => {
      const verb = await load();
      assert.ok(verb.examples.length > 0);
      for (const { command } of verb.examples) {
        const own = command.replace(/^.*?sotto /, "").replace(/ [|<>].*$/, "");
        const words = [...own.matchAll(/"([^"]*)"|(\S+)/g)].map(
          ([, quoted, bare]) => quoted ?? bare ?? "",
        );
        assert.equal(words[0], name, command);
        parseCommand(verb, words.slice(1));
      }
    });
  }
});

describe("a command that is not understood", () => {
  it("exits with 2 and one sentence that says what to do", async () => {
    const cases: [string[], RegExp][] = [
      [["sing"], /There is no verb "sing": use one of say, .*--help/],
      [["say", "x", "--loud"], /Unknown option '--loud'\. See "sotto say --help"/],
      [["say", "x", "--seed"], /--seed.*See "sotto say --help"/],
      [["say", "x", "--seed", "1", "--seed", "2"], /--seed was given more than once/],
      [["say"], /What shall be said\?/],
      [["say", " "], /nothing to say/],
      [["say", "x", "--speed", "9"], /--speed must be a number from 0.5 to 2, received "9"/],
      [["say", "x", "--seed", "1.5"], /--seed must be a whole number/],
      [["say", "x", "--rate", "11025"], /--rate must be one of 8000/],
      [["say", "x", "--marks", "word,letter"], /--marks must be one of word, phoneme/],
      [["say", "x", "--out", "x.mp3"], /--out must end in \.wav/],
      [["say", "x", "--out", "x.wav", "--encoding", "mulaw"], /use --out FILE\.raw/],
      [["say", "x", "--encoding", "ogg-opus"], /use --out FILE\.ogg/],
      [["say", "x", "--out", "x.ogg", "--encoding", "alaw"], /An \.ogg file holds ogg-opus/],
      [["say", "x", "--voice", "a", "--prompt", "b.wav"], /exclude each other/],
      [["say", "x", "--server", "nowhere"], /--server must be HOST:PORT/],
      [["voices", "sing"], /voices takes list, get NAME or delete NAME/],
      [["voices", "get"], /Name the voice to get/],
      [["models", "get", "a", "b"], /models takes/],
      [["record"], /--out is missing/],
      [["record", "--out", "x.mp3"], /must end in \.wav, \.raw or \.pcm/],
      [["enroll", "--name", "x"], /--speaker is missing/],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await runInProcess(args);
      assert.equal(code, 2, args.join(" "));
      assert.match(stderr, message);
      assert.equal(stdout.length, 0);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
  });

  it("is told as an object with --json", async () => {
    const result = await runSotto(["say", "x", "--json", "--speed", "9"]);
    assert.equal(result.code, 2);
    assert.deepEqual(jsonOf(result), {
      error: {
        kind: "USAGE",
        message: '--speed must be a number from 0.5 to 2, received "9".',
        exitCode: 2,
      },
    });
    assert.equal(result.stderr, "");
  });
});
