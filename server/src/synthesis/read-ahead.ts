/**
 * How much sound of one stream may be unread: with HTTP/2's window (64 KiB) and the replies that the rpc seam lets wait
 * (48 KiB and one message) it stays within 128 KiB.
 */

/** Most bytes of encoded sound in one reply. PCM is cut to it; Ogg pages are smaller by themselves. */
export const REPLY_SOUND_BYTES_MAX = 4 * 1024;

/** About how many bytes of encoded sound one step may give: the read-ahead, for the next is ordered when it is taken. */
export const READ_AHEAD_BYTES = 12 * 1024;
