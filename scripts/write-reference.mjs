// Writes the generated tables of docs/configuration.md and docs/metrics.md from the server's own tables, between the
// marks that each page has. Needs a build; a unit test of the server says when it must be run.
import { readFileSync, writeFileSync } from "node:fs";

const root = new URL("../", import.meta.url);
const built = (path) => import(new URL(`server/dist/src/${path}`, root).href);
const { optionTables } = await built("config/help.js");
const { metricTable } = await built("telemetry/metric-table.js");

for (const [page, table] of [
  ["docs/configuration.md", optionTables()],
  ["docs/metrics.md", metricTable()],
]) {
  const url = new URL(page, root);
  const text = readFileSync(url, "utf8");
  const marked = /(<!-- generated -->\n)[^]*?(<!-- end -->)/;
  if (!marked.test(text)) throw new Error(`${page} has no marks for its table`);
  writeFileSync(
    url,
    text.replace(marked, (_, begin, end) => `${begin}${table}${end}`),
  );
}
