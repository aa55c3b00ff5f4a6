import { CheckpointError } from "./checkpoint-error.ts";

/** What a file may grow to when it is read: checked against what it declares, before memory is taken. */
export interface GrowthLimits {
  /** The most bytes. Default 2^32, all that tensors can have. */
  readonly maxBytes?: number;
  /** How many times the bytes of the file they may be, when they are more than 64 MiB. Default 100. */
  readonly maxRatio?: number;
}

/** Below it, any ratio will do: zeros deflate to a thousandth. */
const SMALL = 64 * 1024 * 1024;

/** Refuses a file of `fileBytes` that declares to hold `total` bytes. */
export function checkGrowth(
  total: number,
  fileBytes: number,
  subject: { readonly reader: string; readonly what: string },
  limits: GrowthLimits = {},
): void {
  const { maxBytes = 2 ** 32, maxRatio = 100 } = limits;
  const { reader, what } = subject;
  if (total > maxBytes) {
    throw new CheckpointError(`${reader}: ${what} holds ${total} bytes, more than the ${maxBytes} that are read`);
  }
  if (total > SMALL && total > maxRatio * fileBytes) {
    throw new CheckpointError(
      `${reader}: ${what} of ${fileBytes} bytes holds ${total}, more than ${maxRatio} times as many; this looks like a bomb`,
    );
  }
}
