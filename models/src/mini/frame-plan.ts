import { FLUSH_FRAMES } from "./mini-constants.js";

/** What the decoder is told of each frame of a piece, flush frames included; all arrays are as long. */
export interface FramePlan {
  /** Real frames; the arrays hold {@link FLUSH_FRAMES} more. */
  readonly realFrames: number;
  /** Index of the symbol that the frame belongs to. */
  readonly symbol: Int32Array;
  /** Index of the frame within its symbol. */
  readonly position: Int32Array;
  /** Frames of that symbol. */
  readonly length: Int32Array;
  /** 1 for a real frame, 0 for a flush frame. */
  readonly mask: Float32Array;
}

/** Lays out the frames of a piece whose symbols last `durations` frames. */
export function planFrames(durations: Int32Array): FramePlan {
  const realFrames = durations.reduce((sum, frames) => sum + frames, 0);
  const frames = realFrames + FLUSH_FRAMES;
  const plan = {
    realFrames,
    symbol: new Int32Array(frames),
    position: new Int32Array(frames),
    length: new Int32Array(frames).fill(1),
    mask: new Float32Array(frames),
  };
  let at = 0;
  durations.forEach((duration, symbol) => {
    for (let position = 0; position < duration; position++) {
      plan.symbol[at] = symbol;
      plan.position[at] = position;
      plan.length[at] = duration;
      plan.mask[at] = 1;
      at += 1;
    }
  });
  return plan;
}
