import { Rng } from "./rng.ts";

// Two copies of this package in one install are normal. They must not have a default generator each, or manualSeed would reach
// only half of the program: the generator lives under a symbol of the realm, with a number that changes when Rng's methods do.
const LAYOUT = 1;

interface Slot {
  readonly layout: number;
  readonly rng: Rng;
}

type Realm = { [key: symbol]: Slot | undefined };

/**
 * The default generator of the realm: what is random and gets no `rng` draws from it. Its seed is 0 until {@link manualSeed}.
 *
 * All copies of this package in a page, worker or process share it.
 *
 * @throws Error if another copy, whose generator has other methods, was here first.
 *
 * @example
 * ```ts
 * import { defaultRng, manualSeed } from "@unroll/random";
 *
 * manualSeed(42);
 * const first = defaultRng().uniform();
 * manualSeed(42);
 * defaultRng().uniform() === first; // => true
 * ```
 */
export function defaultRng(): Rng {
  const realm = globalThis as unknown as Realm;
  const key = Symbol.for("@unroll/random");
  realm[key] ??= { layout: LAYOUT, rng: new Rng(0) };
  const slot = realm[key];
  if (slot.layout !== LAYOUT) {
    throw new Error(
      `@unroll/random: two copies that cannot share a generator are loaded (layouts ${slot.layout} and ${LAYOUT}); install one version.`,
    );
  }
  return slot.rng;
}

/**
 * Seeds the default generator, in place: everyone who draws from it starts again from this seed.
 *
 * @param seed - An integer from -2^63 to 2^64 - 1, as for {@link Rng}.
 * @throws RangeError if the seed is no such integer.
 *
 * @example
 * ```ts
 * import { defaultRng, manualSeed } from "@unroll/random";
 *
 * manualSeed(7);
 * defaultRng().state().seed; // => "7"
 * ```
 */
export function manualSeed(seed: number | bigint): void {
  defaultRng().restore(new Rng(seed).state());
}
