import type { Named } from "./values.ts";

/** How far a peer may be from Unroll, relative to the largest number of each tensor. */
const tolerance = 1e-4;

/** Whether a peer computes what Unroll computes. */
export type Match =
  | { readonly matches: true /** The largest relative difference. */; readonly difference: number }
  | { readonly matches: false /** One sentence. */; readonly reason: string };

/**
 * Compares outputs and gradients by name. Whole numbers must be equal.
 *
 * @param mayMiss names that the peer need not have: a layer with one bias has one gradient for both of ours.
 */
export function match(expected: Named, got: Named, mayMiss: (name: string) => boolean): Match {
  let worst = 0;
  for (const [name, want] of Object.entries(expected)) {
    const have = got[name];
    if (have === undefined) {
      if (mayMiss(name)) continue;
      return refuse(`${name} is missing`);
    }
    if (have.shape.join() !== want.shape.join()) {
      return refuse(`${name} must have shape [${want.shape.join(", ")}]; got [${have.shape.join(", ")}]`);
    }
    if (want.data instanceof Int32Array) {
      const place = want.data.findIndex((value, i) => value !== have.data[i]);
      if (place >= 0) return refuse(`${name}[${place}] must be ${want.data[place]}; got ${have.data[place]}`);
      continue;
    }
    const difference = relativeDifference(want.data, have.data);
    if (!(difference <= tolerance)) {
      return refuse(`${name} differs by ${difference.toExponential(1)} of its largest number; allowed is ${tolerance}`);
    }
    worst = Math.max(worst, difference);
  }
  const unknown = Object.keys(got).find((name) => !(name in expected));
  return unknown === undefined ? { matches: true, difference: worst } : refuse(`${unknown} was not asked for`);
}

function refuse(reason: string): Match {
  return { matches: false, reason };
}

/** NaN when either side holds one. */
function relativeDifference(want: ArrayLike<number>, have: ArrayLike<number>): number {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < want.length; i++) {
    const [a, b] = [want[i] as number, have[i] as number];
    largest = Math.max(largest, Math.abs(a));
    difference = Math.max(difference, Math.abs(a - b)); // Math.max keeps NaN
  }
  return difference === 0 ? 0 : difference / largest;
}
