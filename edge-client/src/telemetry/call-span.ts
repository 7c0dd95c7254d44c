import { Metadata } from "@grpc/grpc-js";
import {
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/** The span of one speech session at the client's end; all its links carry the same trace context. */
export interface CallSpan {
  /** Metadata with the W3C trace context, for each call of the session. */
  metadata(): Metadata;
  /** Notes something that happened; attributes are numbers and closed sets of words, never the user's text. */
  event(name: string, attributes?: Readonly<Record<string, string | number>>): void;
  /** Ends the span; with the error's kind where there was one. Idempotent. */
  end(errorKind?: string): void;
}

/** Begins the span of a call to `method`, for example `sotto.tts.v1.SynthesisService/StreamSynthesize`. */
export function startCallSpan(method: string): CallSpan {
  const [service = "", name = ""] = method.split("/");
  const span: Span = trace.getTracer("@sotto/edge-client").startSpan(method, {
    kind: SpanKind.CLIENT,
    attributes: { "rpc.system": "grpc", "rpc.service": service, "rpc.method": name },
  });
  const active = trace.setSpan(context.active(), span);
  return {
    metadata: () => {
      const metadata = new Metadata();
      propagation.inject(active, metadata, {
        set: (carrier, key, value) => {
          carrier.set(key, value);
        },
      });
      return metadata;
    },
    event: (eventName, attributes = {}) => {
      span.addEvent(eventName, { ...attributes });
    },
    end: (errorKind) => {
      if (errorKind !== undefined) {
        span.setAttribute("error.type", errorKind);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
}
