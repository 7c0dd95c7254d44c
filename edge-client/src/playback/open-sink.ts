import type { PcmFormat } from "../pcm-format.js";
import { AplaySink } from "./aplay-sink.js";
import { FileSink } from "./file-sink.js";
import { NullSink } from "./null-sink.js";
import type { Sink, SinkSpec } from "./sink.js";
import { StdoutSink } from "./stdout-sink.js";

/**
 * Makes the sink that `spec` names; its player opens and closes it. Throws `DeviceError` for an impossible device name;
 * all else shows when it is opened.
 */
export function openSink(spec: SinkSpec, format: PcmFormat): Sink {
  switch (spec.kind) {
    case "device":
      return new AplaySink(spec.device, format, spec.environment);
    case "wav-file":
      return new FileSink(spec.path, format, "wav");
    case "raw-file":
      return new FileSink(spec.path, format, "raw");
    case "stdout":
      return new StdoutSink(format, spec.container, process.stdout);
    case "null":
      return new NullSink(format);
  }
}
