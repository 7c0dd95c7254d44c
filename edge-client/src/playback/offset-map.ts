/** A place where the stream's sample offsets and our frame indices part or meet. */
interface Anchor {
  readonly frame: number;
  readonly offset: number;
}

/**
 * Sample offsets of the stream for frames of the ring. They run in step except where a stream was interrupted: its
 * server counts the samples it sent, and we dropped some of them.
 */
export class OffsetMap {
  private anchors: Anchor[] = [{ frame: 0, offset: 0 }];

  /** The frame at ring index `frame`, and those after it, have the offsets from `offset` on. */
  anchor(frame: number, offset: number): void {
    if (this.offsetAt(frame) === offset) return;
    this.anchors = this.anchors.filter((anchor) => anchor.frame < frame);
    this.anchors.push({ frame, offset });
  }

  /** The sample offset of ring index `frame`. As a position of the listener, it is where the frame before ended. */
  offsetAt(frame: number): number {
    const anchor = this.anchors.findLast((each) => each.frame <= frame) ?? this.anchors[0];
    return anchor === undefined ? frame : anchor.offset + (frame - anchor.frame);
  }

  /** Forgets what only matters to frames before `frame`. */
  prune(frame: number): void {
    while ((this.anchors[1]?.frame ?? Number.POSITIVE_INFINITY) <= frame) this.anchors.shift();
  }
}
