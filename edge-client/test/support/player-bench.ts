import type { PcmFormat } from "../../src/pcm-format.js";
import type { PlaybackPosition, Player, PlayerOptions } from "../../src/playback/player.js";
import { createPlayer } from "../../src/playback/stream-player.js";
import { FakeClock } from "./fake-clock.js";
import { FakeSink } from "./fake-sink.js";

/** The format of {@link bench}'s sink: 8 samples a millisecond make for plain numbers. */
const FORMAT: PcmFormat = { encoding: "s16le", sampleRateHz: 8000, channels: 1 };

/** `ms` milliseconds of sound whose every sample says where it is, from `from` milliseconds on. */
export function sound(ms: number, from = 0): Buffer {
  const samples = Int16Array.from(
    { length: ms * 8 },
    (_, index) => 1 + ((from * 8 + index) % 30_000),
  );
  return Buffer.from(samples.buffer);
}

/** A player with a sink in memory and a clock that stands still. */
export interface Bench {
  readonly clock: FakeClock;
  readonly sink: FakeSink;
  readonly player: Player;
  readonly reports: PlaybackPosition[];
}

/** Makes a {@link Bench}. */
export function bench(paced: boolean, options: Partial<PlayerOptions> = {}): Bench {
  const clock = new FakeClock();
  const sink = new FakeSink(FORMAT, paced);
  const reports: PlaybackPosition[] = [];
  const player = createPlayer({
    sink,
    clock,
    onPlayed: (report) => reports.push(report),
    ...options,
  });
  return { clock, sink, player, reports };
}
