/** Names of the server's metrics in Prometheus's exposition, as far as the benchmark reads them. */

/** 99th percentile of the event loop's delay since it was last read, in seconds. */
export const EVENT_LOOP_DELAY_P99 = "nodejs_eventloop_delay_p99";

/** Streams that hold a place on a worker. */
export const ACTIVE_STREAMS = "tts_active_streams";

/** Engine steps so far. */
export const STEPS = "tts_step_duration_count";
