/** A run of device frames, and the run of stream frames that they play: equally long, or none for silence. */
interface Piece {
  readonly deviceStart: number;
  readonly streamStart: number;
  deviceFrames: number;
  streamFrames: number;
}

/**
 * What was given to a device, in order: which of its frames are sound of the stream and which are silence we added, so
 * that "the device has played N frames" becomes "the listener has heard the stream up to frame M". Pieces that were
 * played are pruned, which bounds it by what a device buffers.
 */
export class Timeline {
  private pieces: Piece[] = [];
  private device = 0;
  private stream = 0;

  /** Frames given to the device since it was opened. */
  get deviceEnd(): number {
    return this.device;
  }

  /** The device frame after the last one that was sound. */
  get soundEnd(): number {
    const last = this.pieces.findLast((piece) => piece.streamFrames > 0);
    return last === undefined ? 0 : last.deviceStart + last.deviceFrames;
  }

  /** The device was opened anew; the stream goes on at `streamFrame`. */
  reset(streamFrame: number): void {
    this.pieces = [];
    this.device = 0;
    this.stream = streamFrame;
  }

  /**
   * Notes `deviceFrames` given to the device that play `streamFrames` of the stream: as many for sound, 0 for silence,
   * one more or less where drift is corrected.
   */
  append(deviceFrames: number, streamFrames: number): void {
    const last = this.pieces.at(-1);
    const even = deviceFrames === streamFrames;
    if (
      last !== undefined &&
      ((even && last.deviceFrames === last.streamFrames) ||
        (streamFrames === 0 && last.streamFrames === 0))
    ) {
      last.deviceFrames += deviceFrames;
      last.streamFrames += streamFrames;
    } else {
      this.pieces.push({
        deviceStart: this.device,
        streamStart: this.stream,
        deviceFrames,
        streamFrames,
      });
    }
    this.device += deviceFrames;
    this.stream += streamFrames;
  }

  /** The stream frame up to which a listener has heard when the device has played `deviceFrame` frames. */
  streamAt(deviceFrame: number): number {
    const piece = this.pieces.findLast((each) => each.deviceStart <= deviceFrame);
    if (piece === undefined) return this.pieces[0]?.streamStart ?? this.stream;
    const played = Math.min(piece.deviceFrames, deviceFrame - piece.deviceStart);
    // Multiplied first: a share such as 23/43 of 43 frames is not a whole number in floating point.
    return piece.streamStart + Math.floor((played * piece.streamFrames) / piece.deviceFrames);
  }

  /** Forgets the pieces that end before `deviceFrame`, except the last. */
  prune(deviceFrame: number): void {
    while (this.pieces.length > 1) {
      const first = this.pieces[0];
      if (first === undefined || first.deviceStart + first.deviceFrames > deviceFrame) return;
      this.pieces.shift();
    }
  }
}
