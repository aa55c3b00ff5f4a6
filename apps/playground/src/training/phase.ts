/** Where a training stands. */
export type Phase = "opening" | "ready" | "training" | "paused" | "finished" | "failed";
