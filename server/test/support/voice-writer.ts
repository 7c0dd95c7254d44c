/** A process that adds and deletes voices for ever and tells its parent of each; made to be killed. */
import { createHash } from "node:crypto";
import { createLog } from "../../src/telemetry/log.js";
import { VoiceStore } from "../../src/voices/voice-store.js";

const [folder = "", round = ""] = process.argv.slice(2);
const PROFILE_REPEATS = 2000;
const VOICES_MAX = 1_000_000;

const store = await VoiceStore.open(
  folder,
  createLog("error", () => undefined),
);
for (let n = 0; ; n += 1) {
  const digits = createHash("md5").update(`${round}/${n}`).digest("hex");
  const name = `voices/${digits}`;
  const record = {
    name,
    displayName: `Voice ${round}/${n}`,
    model: "test",
    encoderId: "test",
    languages: ["en"],
    createTimeMs: n,
    verdict: "good",
    promptSeconds: 1,
  } as const;
  const profile = Buffer.from(digits.repeat(PROFILE_REPEATS), "latin1");
  await store.add({ record, profile }, VOICES_MAX);
  process.send?.({ added: name });
  if (n % 5 === 4) {
    process.send?.({ deleting: name });
    await store.delete(name);
    process.send?.({ deleted: name });
  }
}
