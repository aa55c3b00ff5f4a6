/** A part of an encoding: a special token, or the tokens of the first text (A) or the second (B). */
export type TemplatePart =
  | { readonly token: string; readonly typeId: number }
  | { readonly sequence: "A" | "B"; readonly typeId: number };

/** Where special tokens stand around one text, and around two. All post-processors are templates. */
export interface Template {
  readonly single: readonly TemplatePart[];
  readonly pair: readonly TemplatePart[];
  /** Whether the spaces at the ends of a token are left out of its offsets. Default: false. */
  readonly trimOffsets?: boolean;
}

// Templates around templates double what they hold.
const MOST_PARTS = 1024;

/** Adds nothing. */
export const PLAIN: Template = {
  single: [{ sequence: "A", typeId: 0 }],
  pair: [
    { sequence: "A", typeId: 0 },
    { sequence: "B", typeId: 0 },
  ],
};

/** The template `outer` around what `inner` makes; undefined if it has too many parts. */
export function around(inner: Template, outer: Template): Template | undefined {
  const trimOffsets = inner.trimOffsets === true || outer.trimOffsets === true;
  if (inner.single === PLAIN.single) return { ...outer, trimOffsets };
  if (outer.single === PLAIN.single) return { ...inner, trimOffsets };
  const sequences = outer.single.filter((part) => "sequence" in part).length;
  if (outer.single.length + sequences * Math.max(inner.single.length, inner.pair.length) > MOST_PARTS) return undefined;
  const wrap = (made: readonly TemplatePart[]): readonly TemplatePart[] =>
    outer.single.flatMap((part) => ("sequence" in part ? made : [part]));
  return { single: wrap(inner.single), pair: wrap(inner.pair), trimOffsets };
}
