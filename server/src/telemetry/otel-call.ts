import { status } from "@grpc/grpc-js";
import type { StageSpan, SynthesisObserver, UtteranceStats } from "../synthesis/ports.js";
import type { CallSpan } from "./call-span.js";
import type { Instruments } from "./instruments.js";
import type { CallOutcome, CallTelemetry } from "./telemetry.js";

/** One call's telemetry in OpenTelemetry's terms. */
export class OtelCall implements CallTelemetry, SynthesisObserver {
  readonly synthesis: SynthesisObserver = this;

  /**
   * @param method The full method name, or `_OTHER`.
   * @param span `undefined` where nothing traces.
   */
  constructor(
    private readonly instruments: Instruments,
    private readonly method: string,
    private readonly span: CallSpan | undefined,
  ) {}

  stage(span: StageSpan): void {
    this.span?.stage(span);
  }

  firstAudio(timeToFirstAudioMs: number): void {
    this.instruments.record("tts.ttfa", timeToFirstAudioMs / 1000);
    this.span?.event("first_audio");
  }

  chunkSent(gapMs: number, late: boolean): void {
    this.instruments.record("tts.chunk_gap", gapMs / 1000);
    if (late) this.instruments.record("tts.late_chunks", 1);
  }

  utteranceDone({ model, realTimeFactor, audioSeconds }: UtteranceStats): void {
    this.instruments.record("tts.rtf", realTimeFactor, { model });
    this.instruments.record("tts.audio_seconds", audioSeconds, { model });
  }

  bargeIn(): void {
    this.instruments.record("tts.cancelled", 1, { by: "barge_in" });
    this.span?.event("barge_in");
  }

  limitHit(limit: string): void {
    this.instruments.record("tts.limit_hits", 1, { limit });
  }

  end(outcome: CallOutcome): void {
    const { code, reason, cancelledBy, durationMs } = outcome;
    this.instruments.record("rpc.server.call.duration", durationMs / 1000, {
      "rpc.method": this.method,
      "rpc.response.status_code": status[code] ?? String(code),
    });
    if (cancelledBy !== undefined) this.instruments.record("tts.cancelled", 1, { by: cancelledBy });
    else if (reason !== undefined) this.instruments.record("tts.rejected", 1, { reason });
    this.span?.end(outcome);
  }
}
