import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bytesPerFrame, framesInMs, type PcmFormat } from "../../src/pcm-format.js";

/**
 * Sound devices without a sound card, by the real ALSA library: its `file` plugin over its `null` device, set up by a
 * configuration file of its own, so that nothing of the machine's setup is touched.
 */
export interface AlsaFixture extends Disposable {
  /** Give this to every program that shall see the devices. */
  readonly environment: { readonly ALSA_CONFIG_PATH: string };
  /** A microphone that hears what is written to {@link captureFifo}, at its writer's pace. */
  readonly captureDevice: "sotto_test_mic";
  readonly captureFifo: string;
  /** A speaker that writes raw PCM to {@link playbackFile}, with no pace of its own. */
  readonly playbackDevice: "sotto_test_speaker";
  readonly playbackFile: string;
  readonly directory: string;
  /** Lets `pcm` be heard by the microphone at the speed of sound, then silence, for as long as the fixture lives. */
  speak(pcm: Uint8Array, format: PcmFormat): PacedFifoWriter;
}

/** Where Debian's libasound2-data puts the configuration that ours includes. */
const ALSA_CONF = "/usr/share/alsa/alsa.conf";

/** Makes the devices in a new temporary directory; disposing the fixture removes it. */
export async function createAlsaFixture(): Promise<AlsaFixture> {
  const directory = await mkdtemp(join(tmpdir(), "sotto-alsa-"));
  const captureFifo = join(directory, "mic.fifo");
  const playbackFile = join(directory, "speaker.raw");
  const configPath = join(directory, "asound.conf");
  execFileSync("mkfifo", [captureFifo]);
  const device = (name: string, files: string): string =>
    `pcm.${name} { type file slave.pcm "null" ${files} format "raw" }\n`;
  await writeFile(
    configPath,
    `<${ALSA_CONF}>\n` +
      device("sotto_test_mic", `file "/dev/null" infile "${captureFifo}"`) +
      device("sotto_test_speaker", `file "${playbackFile}"`),
  );
  const writers: PacedFifoWriter[] = [];
  return {
    environment: { ALSA_CONFIG_PATH: configPath },
    captureDevice: "sotto_test_mic",
    captureFifo,
    playbackDevice: "sotto_test_speaker",
    playbackFile,
    directory,
    speak: (pcm, format) => {
      const writer = new PacedFifoWriter(captureFifo, pcm, format);
      writers.push(writer);
      return writer;
    },
    [Symbol.dispose]: () => {
      for (const writer of writers) writer[Symbol.dispose]();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Why the ALSA tests can't run on this machine, or `undefined` when they can. `addon` asks for alsa-capture as well.
 */
export async function missingAlsa(addon: boolean): Promise<string | undefined> {
  if (!existsSync(ALSA_CONF)) return `libasound2 is not installed (no ${ALSA_CONF})`;
  for (const tool of ["aplay", "arecord"]) {
    try {
      execFileSync(tool, ["--version"], { stdio: "ignore" });
    } catch {
      return `alsa-utils is not installed (no ${tool})`;
    }
  }
  if (!addon) return undefined;
  const { checkAlsaCapture } = await import("../../src/device/probe-addon.js");
  const problem = await checkAlsaCapture();
  return problem === undefined ? undefined : `alsa-capture does not load: ${problem}`;
}

/** The bytes in `file`; none where it doesn't exist yet. */
export function bytesIn(file: string): Buffer {
  return existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
}

const TICK_MS = 20;

/**
 * Plays the part of the sound in the room: writes `pcm` into a FIFO at the speed of sound, then silence, until it is
 * disposed. It must outlive the capture, because ALSA's file plugin free-runs on null data once its FIFO has no
 * writer. It holds the FIFO open for reading too, so that neither its own opening nor a capture that goes away ever
 * blocks or breaks it; what a capture did not read waits for the next one.
 */
export class PacedFifoWriter implements Disposable {
  private readonly fd: number;
  private readonly timer: NodeJS.Timeout;
  private readonly tickBytes: number;
  private written = 0;
  private dueBytes = 0;
  private lastMs = performance.now();
  private paused = false;
  private disposed = false;

  constructor(
    path: string,
    private readonly pcm: Uint8Array,
    format: PcmFormat,
  ) {
    this.fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    this.tickBytes = framesInMs(format, TICK_MS) * bytesPerFrame(format);
    this.timer = setInterval(() => {
      this.tick();
    }, TICK_MS / 2);
  }

  /** The room falls silent as no room does: no data at all, as from a stalled driver. */
  pause(): void {
    this.paused = true;
  }

  /** Sound goes on where it stopped. */
  resume(): void {
    this.paused = false;
    this.lastMs = performance.now();
  }

  [Symbol.dispose](): void {
    if (this.disposed) return;
    this.disposed = true;
    clearInterval(this.timer);
    closeSync(this.fd);
  }

  private tick(): void {
    const nowMs = performance.now();
    if (this.paused) return;
    this.dueBytes += ((nowMs - this.lastMs) / TICK_MS) * this.tickBytes;
    this.lastMs = nowMs;
    while (this.dueBytes >= this.tickBytes) {
      const piece = Buffer.alloc(this.tickBytes);
      piece.set(this.pcm.subarray(this.written, this.written + this.tickBytes));
      if (!this.write(piece)) return;
      this.dueBytes -= this.tickBytes;
      this.written += this.tickBytes;
    }
  }

  /** Writes whole pieces only: they are below PIPE_BUF, so the kernel takes all or nothing. */
  private write(piece: Buffer): boolean {
    try {
      writeSync(this.fd, piece);
      return true;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EAGAIN") return false;
      throw error;
    }
  }
}
