import fc from "fast-check";
import type { Loop } from "../../src/backend.ts";
import { count } from "./data.ts";

/** A strided index space, with the number of elements that each operand's memory needs. */
export interface Strided {
  readonly loop: Loop;
  readonly sizes: readonly number[];
}

/** How an operand lies in memory. */
interface Layout {
  /** The axes from the slowest to the fastest. */
  readonly order: readonly number[];
  readonly broadcast: readonly boolean[];
  /** Elements between neighbours of the fastest axis, and what is left free at the end of every axis. */
  readonly step: number;
  readonly gap: number;
}

function stridesOf(shape: readonly number[], layout: Layout): number[] {
  const strides = shape.map(() => 0);
  let stride = layout.step;
  for (const axis of [...layout.order].reverse()) {
    if (layout.broadcast[axis]) continue;
    strides[axis] = stride;
    stride = stride * shape[axis]! + layout.gap;
  }
  return strides;
}

function strided(shape: readonly number[], layouts: readonly Layout[]): Strided {
  const strides = layouts.map((layout) => stridesOf(shape, layout));
  const sizes = strides.map((own) =>
    count(shape) === 0 ? 0 : 1 + own.reduce((last, stride, axis) => last + stride * (shape[axis]! - 1), 0),
  );
  return { loop: { shape, strides }, sizes };
}

const plain = (rank: number): Layout => ({
  order: Array.from({ length: rank }, (_, axis) => axis),
  broadcast: Array(rank).fill(false),
  step: 1,
  gap: 0,
});

/** The cases that kernels have paths of their own for; the first operand is the output. */
export function stridedLoops(operands: number): Strided[] {
  const all = (shape: readonly number[], change: (layout: Layout, operand: number) => Layout = (layout) => layout) =>
    strided(
      shape,
      Array.from({ length: operands }, (_, operand) => change(plain(shape.length), operand)),
    );
  const last = operands - 1;
  return [
    all([]),
    all([0]),
    all([3, 0, 5]),
    all([1]),
    all([31]),
    all([1009]),
    all([5, 67]),
    // One operand is a row, a column, a single element, transposed, every second element.
    all([5, 67], (layout, operand) => (operand === last ? { ...layout, broadcast: [true, false] } : layout)),
    all([67, 5], (layout, operand) => (operand === last ? { ...layout, broadcast: [false, true] } : layout)),
    all([5, 67], (layout, operand) => (operand === last ? { ...layout, broadcast: [true, true] } : layout)),
    all([13, 17], (layout, operand) => (operand === last ? { ...layout, order: [1, 0] } : layout)),
    all([7, 31], (layout, operand) => (operand === last ? { ...layout, step: 2 } : layout)),
    all([7, 31], (layout, operand) => (operand === 1 ? { ...layout, broadcast: [true, true] } : layout)),
    all([7, 31], (layout, operand) => (operand === 1 ? { ...layout, broadcast: [false, true] } : layout)),
    // The output has gaps, or is transposed.
    all([7, 31], (layout, operand) => (operand === 0 ? { ...layout, gap: 3 } : layout)),
    all([7, 31], (layout, operand) => (operand === 0 ? { ...layout, order: [1, 0] } : layout)),
    // The most dimensions there may be, none of which can be merged.
    all([2, 3, 2, 1, 2, 3, 2, 5], (layout, operand) => ({
      ...layout,
      gap: operand,
      broadcast: layout.broadcast.map((_, axis) => operand > 0 && (axis + operand) % 3 === 0),
    })),
  ];
}

/** Any index space of up to four dimensions: operands in any order, with gaps; all but the output broadcast. */
export function stridedLoopsOf(operands: number): fc.Arbitrary<Strided> {
  return fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }).chain((shape) => {
    const axes = shape.map((_, axis) => axis);
    const layout = (output: boolean): fc.Arbitrary<Layout> =>
      fc.record({
        order: fc.shuffledSubarray(axes, { minLength: axes.length }),
        broadcast: output
          ? fc.constant(axes.map(() => false))
          : fc.array(fc.boolean(), { minLength: axes.length, maxLength: axes.length }),
        step: fc.constantFrom(1, 1, 1, 2, 3),
        gap: fc.constantFrom(0, 0, 1, 5),
      });
    return fc
      .tuple(...Array.from({ length: operands }, (_, operand) => layout(operand === 0)))
      .map((layouts) => strided(shape, layouts));
  });
}
