/** A command that is not understood, or a setting that is out of its range: the user's to put right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
