import type { IncomingHttpHeaders } from "node:http2";
import { status } from "@grpc/grpc-js";
import {
  type Context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { ATTR_ERROR_TYPE } from "@opentelemetry/semantic-conventions";
import type { StageSpan } from "../synthesis/ports.js";
import type { CallOutcome } from "./telemetry.js";

/** Most stages of one call that become spans; a long text has thousands. The rest is counted. */
const STAGE_SPANS_MAX = 128;

/** The trace of one call: a server span, child of the client's where that sent its W3C context, and a span per stage. */
export class CallSpan {
  readonly #span: Span;
  readonly #context: Context;
  #stages = 0;

  /** @param method The full method name, for example `sotto.tts.v1.SynthesisService/Synthesize`. */
  constructor(
    private readonly tracer: Tracer,
    method: string,
    headers: IncomingHttpHeaders,
  ) {
    const parent = propagation.extract(ROOT_CONTEXT, headers);
    const attributes = { "rpc.system.name": "grpc", "rpc.method": method };
    this.#span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
    this.#context = trace.setSpan(parent, this.#span);
  }

  stage({ stage, startMs, endMs }: StageSpan): void {
    this.#stages += 1;
    if (this.#stages > STAGE_SPANS_MAX) return;
    this.tracer.startSpan(`tts.${stage}`, { startTime: startMs }, this.#context).end(endMs);
  }

  /** Adds an event without content. */
  event(name: string): void {
    this.#span.addEvent(name);
  }

  end({ code, reason }: CallOutcome): void {
    this.#span.setAttribute("rpc.response.status_code", status[code] ?? String(code));
    if (reason !== undefined) this.#span.setAttribute(ATTR_ERROR_TYPE, reason);
    if (this.#stages > STAGE_SPANS_MAX) {
      this.#span.setAttribute("tts.stages_left_out", this.#stages - STAGE_SPANS_MAX);
    }
    if (reason !== undefined || code > 0) this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }
}
