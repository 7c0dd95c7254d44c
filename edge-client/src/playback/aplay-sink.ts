import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { alsaArgs } from "../device/alsa-args.js";
import { alsaError, missingTool } from "../device/alsa-errors.js";
import type { DeviceError } from "../device/device-error.js";
import { checkDeviceName } from "../device/device-name.js";
import {
  CHILD_OPTIONS,
  EXIT_NOT_FOUND,
  type ToolEnvironment,
  toolCommand,
} from "../device/spawn-tool.js";
import { StderrTail } from "../device/stderr-tail.js";
import type { PcmFormat } from "../pcm-format.js";
import type { Sink } from "./sink.js";

/** The device's own buffer: enough for a busy board, and cut off with its process when the listener barges in. */
const DEVICE_BUFFER_US = 200_000;
const DEVICE_PERIOD_US = 20_000;

type AplayChild = ChildProcessByStdio<Writable, null, Readable>;

/**
 * A sound card by way of an `aplay` child: no addon of ours plays sound, a crash stays in the child, and the pipe is
 * the back-pressure. It is opened when aplay has set up the device, drained when aplay has played all and ended, and
 * stopped by killing it, which cuts the device's buffer off as well.
 *
 * aplay does not tell what it has played, so there is no `heardFrames`: the player reckons by its clock, which differs
 * from a card's by some 50 parts per million (3 ms a minute; each opening starts anew), and drift can't be corrected
 * here. It need not be for synthesis, which waits for the listener.
 */
export class AplaySink implements Sink {
  readonly name: string;
  readonly paced = true;
  xruns = 0;
  private run: AplayRun | undefined;
  /** The end of a child that was killed: the card is free again only then. */
  private gone: Promise<unknown> = Promise.resolve();

  /** Throws `DeviceError` for a name that is no device name. */
  constructor(
    private readonly device: string,
    readonly format: PcmFormat,
    private readonly environment?: ToolEnvironment,
  ) {
    checkDeviceName(device);
    this.name = `aplay ${device}`;
  }

  async open(): Promise<void> {
    if (this.run !== undefined) return;
    await this.gone;
    const run = new AplayRun(this.device, this.format, this.environment, () => {
      this.xruns++;
    });
    this.run = run;
    this.gone = run.closed;
    await run.ready;
  }

  async write(pcm: Uint8Array): Promise<void> {
    await this.run?.write(pcm);
  }

  async drain(): Promise<void> {
    await this.run?.drain();
    this.run = undefined;
  }

  async stop(): Promise<void> {
    const { run } = this;
    this.run = undefined;
    run?.kill();
    await run?.closed;
  }

  close(): Promise<void> {
    return this.stop();
  }
}

/** One aplay process. */
class AplayRun {
  /** Resolves when the device is set up; rejects with why it can't be. */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone. */
  readonly closed: Promise<void>;
  private readonly child: AplayChild;
  private readonly stderr: StderrTail;
  private opened = false;
  private ending = false;
  private killed = false;
  private error: DeviceError | undefined;
  private wake: (() => void) | undefined;

  constructor(
    private readonly device: string,
    private readonly format: PcmFormat,
    environment: ToolEnvironment | undefined,
    onXrun: () => void,
  ) {
    // -v makes aplay print the device's setup once it has one, which is how we know; -R starts it with its first
    // period, because the prebuffer has been held already.
    const command = toolCommand(
      "aplay",
      [
        ...alsaArgs(device, format).filter((argument) => argument !== "-q"),
        ...["-v", "-B", String(DEVICE_BUFFER_US), "-F", String(DEVICE_PERIOD_US), "-R", "1", "-"],
      ],
      environment,
    );
    this.child = spawn(command.file, command.args, {
      ...CHILD_OPTIONS,
      stdio: ["pipe", "ignore", "pipe"],
    });
    // A child that ended makes writes fail with EPIPE; its status says why, so the error itself says nothing new.
    this.child.stdin.on("error", () => undefined);
    let setUp: () => void;
    const setUpSeen = new Promise<void>((resolve) => {
      setUp = resolve;
    });
    this.stderr = new StderrTail(this.child.stderr, (line) => {
      if (line.startsWith("underrun!!!")) onXrun();
      if (line.startsWith("Its setup is:")) setUp();
    });
    this.closed = new Promise((resolve) => {
      this.child.on("error", () => {
        this.ended(null);
        resolve();
      });
      this.child.on("close", (code) => {
        this.ended(code);
        resolve();
      });
    });
    this.ready = this.awaitSetUp(setUpSeen);
  }

  /** Resolves when the pipe has room for more. Rejects when the child has ended by itself. */
  async write(pcm: Uint8Array): Promise<void> {
    if (this.error !== undefined) throw this.error;
    if (this.killed || this.child.stdin.write(pcm)) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.child.stdin.once("drain", resolve);
    });
    this.throwUnlessWell();
  }

  /** Resolves when the child has played all it was given. */
  async drain(): Promise<void> {
    this.ending = true;
    this.child.stdin.end();
    await this.closed;
    this.throwUnlessWell();
  }

  /**
   * Ends it at once. SIGTERM would leave aplay waiting in read(2) on its standard input, with the card open; the
   * kernel drops the card's buffer when the process is gone.
   */
  kill(): void {
    this.killed = true;
    this.child.kill("SIGKILL");
  }

  private async awaitSetUp(setUpSeen: Promise<void>): Promise<void> {
    await Promise.race([setUpSeen, this.closed]);
    this.throwUnlessWell();
    // aplay only warns when the card's rate is another one, and plays at the wrong pitch.
    if (/rate is not accurate/.test(this.stderr.text)) {
      this.kill();
      throw this.explain(this.stderr.text);
    }
    this.opened = true;
  }

  private throwUnlessWell(): void {
    if (this.error !== undefined) throw this.error;
  }

  private ended(code: number | null): void {
    const well = this.killed || (this.ending && code === 0);
    if (!well) {
      this.error ??=
        code === EXIT_NOT_FOUND ? missingTool("aplay") : this.explain(this.stderr.text);
    }
    this.wake?.();
  }

  private explain(message: string): DeviceError {
    const { device, format, opened } = this;
    return alsaError({ direction: "playback", device, format, message, hadWorked: opened });
  }
}
