/** The task: remember the first symbol of a sequence until its end. */
import type { Rng } from "@unroll/random";

/** What sequences consist of. */
export const symbols = "abcdefgh";

/** The loss of one who guesses: ln 8, in nats. */
export const guessingLoss: number = Math.log(symbols.length);
/** How often one who guesses is right. */
export const guessingAccuracy: number = 1 / symbols.length;

/** Sequences of symbols, by their numbers. */
export interface Batch {
  /** [sequences, time] */
  ids: Int32Array;
  /** [sequences]: the first symbol of each. */
  answers: Int32Array;
  time: number;
}

/** Random sequences in which `distance` symbols follow the first one; every symbol is as likely as any other. */
export function drawBatch(rng: Rng, sequences: number, distance: number): Batch {
  const time = distance + 1;
  const ids = new Int32Array(sequences * time);
  for (let i = 0; i < ids.length; i++) ids[i] = rng.integer(symbols.length);
  const answers = Int32Array.from({ length: sequences }, (_, row) => ids[row * time]!);
  return { ids, answers, time };
}

/** The first sequences of a batch. */
export function firstOf({ ids, answers, time }: Batch, sequences: number): Batch {
  return { ids: ids.subarray(0, sequences * time), answers: answers.subarray(0, sequences), time };
}

/** A sequence as a reader sees it. */
export function spell(ids: Iterable<number>): string {
  return Array.from(ids, (id) => symbols[id]).join("");
}
