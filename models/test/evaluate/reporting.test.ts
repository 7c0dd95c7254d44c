import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { EvaluateUsageError } from "../../evaluate/arguments.js";
import { fillCard } from "../../evaluate/card.js";
import { readTeacherScores, readTeacherSymbols } from "../../evaluate/judges.js";
import { chooseModel, sizeOf } from "../../evaluate/model-choice.js";
import { Python, UnavailableError } from "../../evaluate/python.js";
import { type EvaluationReport, meansOf, REPORT_FORMAT } from "../../evaluate/report.js";
import { readSentences } from "../../evaluate/sentences.js";
import { joinSpeeds, roundsOf, type SpeedReport } from "../../evaluate/speed.js";
import { renderReport } from "../../evaluate/table.js";

const ROUNDS = { median: 2, best: 1 };
const SPEED: SpeedReport = {
  realTimeFactor: { median: 0.02, best: 0.015 },
  cpuFactor: { median: 0.02, best: 0.014 },
  firstSoundMs: ROUNDS,
  firstSoundCpuMs: ROUNDS,
  firstSentenceSeconds: 3.75,
  loadMs: 400,
  rssBeforeBytes: 40 * 2 ** 20,
  rssLoadedBytes: 100 * 2 ** 20,
  rssPeakBytes: 120 * 2 ** 20,
  rounds: 3,
  chunkMs: 250,
};
const ROWS = [
  { id: "a", voice: "v", OVR: 3, P808: 4, wrong: 1, words: 10, f0_correlation: 0.9 },
  { id: "b", voice: "v", OVR: 4, P808: 4, wrong: 0, words: 30 },
];
const REPORT: EvaluationReport = {
  format: REPORT_FORMAT,
  date: "2026-01-01",
  model: {
    id: "mini",
    version: "1",
    manifestSha256: "0".repeat(64),
    size: { graphs: { "a.onnx": 1_500_000 }, totalBytes: 2_000_000 },
  },
  machine: { cpu: "a CPU", cores: 2, platform: "linux x64", node: "20" },
  chunkMs: 250,
  voices: [
    { voice: "v", language: "en", clips: 2, means: meansOf(ROWS), teacher: null, rows: ROWS },
  ],
  speed: SPEED,
  streaming: { plans: [{ frames: [1], greatestDifference: 3e-7 }], sentences: 4 },
  cloning: null,
};

describe("meansOf", () => {
  it("averages over the clips that have a score, and words over all words", () => {
    const means = meansOf(ROWS);
    assert.equal(means.overall, 3.5);
    assert.equal(means.wordErrorsPercent, 2.5);
    assert.equal(means.f0Correlation, 0.9);
    assert.equal(means.signal, null);
  });
});

describe("renderReport", () => {
  it("tells scores, sizes, speed and streaming, and a dash for what wasn't measured", () => {
    const text = renderReport(REPORT);
    for (const part of ["3.50", "2.5", "–", "1.5 MB", "0.0150", "3.0e-7", "120 at most"]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
  });
});

describe("the summary of clones", () => {
  it("is told under its own names, and nothing where nobody judged clones", () => {
    const cloning = { summary: { withinPitch: 7, of: 8, note: "text" }, clones: [] };
    assert.match(renderReport({ ...REPORT, cloning }), /unseen speakers: withinPitch 7, of 8$/m);
    assert.ok(!renderReport(REPORT).includes("unseen"));
  });
});

describe("fillCard", () => {
  const card = [
    "# A card",
    "<!-- scores: written by npm run evaluate -- --card -->",
    "old",
    "<!-- end of scores -->",
    "## Limits",
  ].join("\n");

  it("replaces what stands between its lines, again and again", () => {
    const once = fillCard(card, [REPORT]);
    assert.ok(once.includes("| v | 2 | 2.5 | 3.50 |"));
    assert.ok(!once.includes("old"));
    assert.ok(once.startsWith("# A card") && once.endsWith("## Limits"));
    assert.equal(fillCard(once, [REPORT]), once);
  });

  it("refuses a card that has no place for scores", () => {
    assert.throws(() => fillCard("# A card", [REPORT]), /must hold the lines/);
  });
});

describe("speeds", () => {
  it("are medians and least values", () => {
    assert.deepEqual(roundsOf([3, 1, 2]), { median: 2, best: 1 });
  });

  it("of several turns keep the best of all", () => {
    const slower = { ...SPEED, firstSoundMs: { median: 9, best: 7 }, loadMs: 900 };
    const joined = joinSpeeds([slower, SPEED]);
    assert.equal(joined.firstSoundMs.best, 1);
    assert.equal(joined.loadMs, 400);
    assert.equal(joined.rounds, 6);
  });
});

describe("the teacher's file", () => {
  it("has scores, and symbols for every sentence", async () => {
    const symbols = await readTeacherSymbols();
    for (const { id } of readSentences()) assert.ok((symbols.get(id) ?? "").length > 5, id);
    assert.ok((await readTeacherScores())["af_heart"]?.["P808"] !== undefined);
  });
});

describe("what isn't there", () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "sotto-evaluate-"));
  });
  after(() => rm(dir, { recursive: true }));

  it("is a mistake on the command line, for a model", async () => {
    await assert.rejects(chooseModel("maxi", dir), EvaluateUsageError);
    await assert.rejects(chooseModel("kokoro-82m", dir), EvaluateUsageError);
  });

  it("is said with what to do, for Python", async () => {
    const told: string[] = [];
    const options = { python: join(dir, "no-python"), cacheDir: dir, extras: [] };
    await assert.rejects(
      Python.prepare({ ...options, tell: (what) => told.push(what) }),
      (error) => error instanceof UnavailableError && /speed,streaming works/.test(error.message),
    );
    assert.equal(told.length, 1);
  });
});

describe("chooseModel", () => {
  it("finds the embedded voice without being told where", async () => {
    const model = await chooseModel("mini", undefined);
    const { graphs, totalBytes } = await sizeOf(model);
    assert.ok(Object.keys(graphs).includes("decoder.onnx"));
    assert.ok(Object.values(graphs).reduce((sum, bytes) => sum + bytes, 0) <= totalBytes);
  });
});
