import { CheckpointError } from "@unroll/checkpoints";

/** A CheckpointError that keeps the error behind it. */
export function refusal(message: string, cause: unknown): CheckpointError {
  const error = new CheckpointError(message);
  error.cause = cause;
  return error;
}
