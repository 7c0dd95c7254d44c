import { setTimeout as sleep } from "node:timers/promises";
import { startCall } from "./client-call.js";
import { withClients } from "./clients.js";
import type { NeverReadingReport } from "./report.js";
import { longText } from "./sentences.js";
import type { ServerProcess } from "./server-process.js";
import { differenceOf, ratioOf } from "./statistics.js";

/** Until then the server has sent what the windows take and has stopped; it does not give up before 5 s. */
const SETTLE_MS = 2000;

/** Opens calls that are never read, and measures what each costs the server while it waits. */
export async function measureNeverReading(
  server: ServerProcess,
  clientCount: number,
): Promise<NeverReadingReport> {
  const bytes = await withClients(server.address, clientCount, async (clients) => {
    const before = server.facts().rssBytes;
    const calls = clients.map((client, seed) => {
      const call = startCall(client, longText(60), seed);
      // Nobody asks for data, so that nothing is read; the end of the bench is no news.
      call.on("error", () => undefined);
      return call;
    });
    await sleep(SETTLE_MS);
    const after = server.facts().rssBytes;
    for (const call of calls) call.cancel();
    return differenceOf(after, before);
  });
  return { clients: clientCount, serverBytesPerClient: ratioOf(bytes, clientCount) };
}
