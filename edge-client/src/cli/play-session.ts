import type { SpeechEvent, SpeechSession } from "../session/speech-session.js";
import type { SpeechOutput } from "./speech-output.js";
import type { SpeechStats } from "./speech-stats.js";

/** What {@link playSession} works with. */
export interface PlayOptions {
  readonly session: SpeechSession;
  readonly output: SpeechOutput;
  readonly stats: SpeechStats;
  /** While it says true, sound is dropped: a barge-in is under way. */
  readonly muted?: () => boolean;
  /** Called with each event, after it was dealt with. */
  readonly onEvent?: (event: SpeechEvent) => void;
}

/** Carries a session's sound to an output until the session ends. Throws what either of them fails with. */
export async function playSession(options: PlayOptions): Promise<void> {
  const { session, output, stats, muted, onEvent } = options;
  for await (const event of session.events()) {
    stats.take(event);
    switch (event.$case) {
      case "started":
        if (event.value.output !== undefined) await output.start(event.value.output);
        break;
      case "audio":
        if (muted?.() === true) break;
        await output.write(event.value);
        if (!output.live) reportAsListener(options);
        break;
      case "utteranceDone":
        output.endUtterance();
        break;
      case "voiceReady":
      case "marks":
      case "flushed":
      case "cancelled":
        break;
    }
    onEvent?.(event);
  }
}

/**
 * Nobody listens to a file, but the server plans by its listener and holds what was not received: it is told of one
 * who listens at the speed of sound and loses nothing.
 */
function reportAsListener({ session, output, stats }: PlayOptions): void {
  const { playedSamples } = output.position();
  const bufferedMs = Math.max(0, stats.receivedSeconds * 1000 - stats.sinceFirstAudioMs);
  session.reportPlayback({ bufferedMs, playedSamples, underruns: 0 });
}
