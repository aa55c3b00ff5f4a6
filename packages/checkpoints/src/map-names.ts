import { CheckpointError, quoted } from "./checkpoint-error.ts";
import { isNameAllowed } from "./safetensors-header.ts";

/** One change of names: of a prefix, of a whole name or whatever a pattern matches, or of the dictionary itself. */
export type NameRule =
  /** Takes this away from the names that begin with it. */
  | { readonly stripPrefix: string }
  /** Renames: a text is a whole name; of a pattern, what it matches is replaced as by `String.replace`. */
  | { readonly from: string | RegExp; readonly to: string }
  /** Leaves out: a text is a whole name; a pattern, every name in which it matches. */
  | { readonly drop: string | RegExp };

/** Refuses what is none of the three kinds of rules: a word misspelt would change nothing. */
function requireRule(rule: NameRule, i: number): void {
  const isName = (value: unknown): boolean => typeof value === "string";
  const isPattern = (value: unknown): boolean => isName(value) || value instanceof RegExp;
  const { stripPrefix, from, to, drop } = (rule ?? {}) as Readonly<Record<string, unknown>>;
  if (isName(stripPrefix) || isPattern(drop) || (isPattern(from) && isName(to))) return;
  throw new TypeError(`mapNames: rules[${i}] must have stripPrefix, from and to, or drop`);
}

/** The name under one rule; undefined when it is dropped. */
function applyRule(name: string, rule: NameRule): string | undefined {
  if ("stripPrefix" in rule) return name.startsWith(rule.stripPrefix) ? name.slice(rule.stripPrefix.length) : name;
  if ("drop" in rule) {
    const isMatch = typeof rule.drop === "string" ? name === rule.drop : name.search(rule.drop) >= 0;
    return isMatch ? undefined : name;
  }
  if (typeof rule.from === "string") return name === rule.from ? rule.to : name;
  return name.replace(rule.from, rule.to);
}

/**
 * The same values under other names: each rule is applied to every name, one after the other.
 *
 * @param dict by name, for example what a checkpoint holds; it is not changed.
 * @param rules `{ stripPrefix: "module." }`, `{ from, to }` with a whole name or a pattern, `{ drop }`.
 * @returns what was not dropped, in the order of `dict`.
 * @throws CheckpointError when two names become one, naming both; TypeError for what is no rule.
 * @example
 * ```ts
 * import { mapNames } from "@unroll/checkpoints";
 * import { zeros } from "@unroll/tensor";
 * const saved = {
 *   "module.encoder.weight_ih_l0": zeros([9, 2]),
 *   "module.fc.weight": zeros([2, 3]),
 *   "module.steps": zeros([]),
 * };
 * const dict = mapNames(saved, [
 *   { stripPrefix: "module." },
 *   { from: /^encoder\./, to: "rnn." },
 *   { from: "fc.weight", to: "output.weight" },
 *   { drop: "steps" },
 * ]);
 * Object.keys(dict); // => ["rnn.weight_ih_l0", "output.weight"]
 * mapNames(saved, [{ from: /.+/, to: "x" }]); // throws CheckpointError: mapNames: "module.encoder.weight_ih_l0" and "module.fc.weight" both become "x"
 * ```
 */
export function mapNames<T>(dict: Readonly<Record<string, T>>, rules: readonly NameRule[]): Record<string, T> {
  if (!Array.isArray(rules))
    throw new TypeError('mapNames: rules must be a list of rules, as [{ stripPrefix: "module." }]');
  rules.forEach(requireRule);
  const mapped = new Map<string, T>();
  const origins = new Map<string, string>();
  for (const [name, value] of Object.entries(dict)) {
    const to = rules.reduce<string | undefined>(
      (current, rule) => (current === undefined ? undefined : applyRule(current, rule)),
      name,
    );
    if (to === undefined) continue;
    const other = origins.get(to);
    if (other !== undefined) {
      throw new CheckpointError(`mapNames: ${quoted(other)} and ${quoted(name)} both become ${quoted(to)}`, name);
    }
    if (!isNameAllowed(to)) throw new CheckpointError(`mapNames: ${quoted(name)} may not become ${quoted(to)}`, name);
    origins.set(to, name);
    mapped.set(to, value);
  }
  return Object.fromEntries(mapped);
}
