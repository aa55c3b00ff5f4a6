/** A part of an encoding: a special token, or the tokens of the first text (A) or the second (B). */
export type TemplatePart =
  | { readonly token: string; readonly typeId: number }
  | { readonly sequence: "A" | "B"; readonly typeId: number };

/** Where special tokens stand around one text, and around two. All post-processors are templates. */
export interface Template {
  readonly single: readonly TemplatePart[];
  readonly pair: readonly TemplatePart[];
}

/** Adds nothing. */
export const PLAIN: Template = {
  single: [{ sequence: "A", typeId: 0 }],
  pair: [
    { sequence: "A", typeId: 0 },
    { sequence: "B", typeId: 0 },
  ],
};

/** The template `outer` around what `inner` makes. */
export function around(inner: Template, outer: Template): Template {
  if (inner === PLAIN) return outer;
  if (outer === PLAIN) return inner;
  const wrap = (made: readonly TemplatePart[]): readonly TemplatePart[] =>
    outer.single.flatMap((part) => ("sequence" in part ? made : [part]));
  return { single: wrap(inner.single), pair: wrap(inner.pair) };
}
