import { runTool } from "./spawn-tool.js";

const PROBE = `
  import { loadAlsaCapture } from ${JSON.stringify(new URL("../capture/alsa-capture-addon.js", import.meta.url).href)};
  loadAlsaCapture();
`;

/**
 * Loads the alsa-capture addon in a child process, where it may crash: `undefined` when it loads, else one line that
 * says why not. One built for another Node or another machine fails here and nowhere else.
 */
export async function checkAlsaCapture(): Promise<string | undefined> {
  const args = ["--input-type=module", "--eval", PROBE];
  const result = await runTool(process.execPath, args, { timeoutMs: 20_000 });
  if (result.code === 0) return undefined;
  if (result.timedOut) return "loading it took more than 20 s";
  const line = result.stderr.split("\n").find((text) => /^\w*Error/.test(text.trim()));
  return line?.trim().slice(0, 300) ?? `its process ended with status ${result.code}`;
}
