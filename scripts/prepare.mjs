// Builds on `npm ci`, so that a fresh clone runs at once. An install without development tools (`--omit=dev`, on a
// device that is given a built tree) has nothing to build with, and says so instead of failing.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

if (!existsSync(new URL("../node_modules/typescript", import.meta.url))) {
  console.error("sotto: installed without development tools; bring a built dist/ (npm run build).");
  process.exit(0);
}
const { status } = spawnSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
process.exit(status ?? 1);
