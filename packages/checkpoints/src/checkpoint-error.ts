/**
 * A file that is not what it should be, or tensors that cannot be written. The message is one sentence that says what
 * is wrong.
 */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  /** The tensor that it is about, where there is one. */
  readonly tensorName: string | undefined;

  constructor(message: string, tensorName?: string) {
    super(message);
    this.tensorName = tensorName;
  }
}

/** A name from a file as a message shows it: quoted, and not longer than a line. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 57)}...` : name);
}
