import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { reportText, type SpeechReport } from "./speech-report.js";
import { SpeechStats } from "./speech-stats.js";

const position = { playedSamples: 0, bufferedMs: 0, underruns: 0, underrunMs: 0 };
const rest = { out: null, reconnects: 0, offline: false, peakRssMiB: 50 };
const REPORT: SpeechReport = {
  ...new SpeechStats().report(position, rest),
  ttfaMs: 52.4,
  serverTtfaMs: 40,
};

describe("reportText", () => {
  it("says whose part of the first sound's time is told", () => {
    assert.match(reportText(REPORT), /first audio 52 ms \(40\.0 ms of it in the server\)/);
    const offline = reportText({ ...REPORT, offline: true });
    assert.match(offline, /, offline\)\nfirst audio 52 ms \(40\.0 ms of it in the offline voice\)/);
    assert.doesNotMatch(offline, /server/);
  });

  it("leaves out what is not known, and says where nothing sounded", () => {
    assert.match(reportText({ ...REPORT, serverTtfaMs: null }), /first audio 52 ms, RTF/);
    assert.match(reportText({ ...REPORT, ttfaMs: null }), /\nno sound, RTF/);
  });
});
