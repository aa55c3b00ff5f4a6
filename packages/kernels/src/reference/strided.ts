import type { Loop } from "../backend.ts";

/**
 * Visits every element of a strided index space, in row-major order, with the element's index in the output and in up
 * to three operands.
 *
 * `starts` are the indices of the first elements, in the order of `loop.strides`; an operand that is not there has
 * index 0.
 */
export function forEachElement(
  loop: Loop,
  starts: readonly number[],
  visit: (out: number, a: number, b: number, c: number) => void,
): void {
  const { shape, strides } = loop;
  const visitAxis = (axis: number, out: number, a: number, b: number, c: number): void => {
    if (axis === shape.length) {
      visit(out, a, b, c);
      return;
    }
    const stepOut = strides[0]?.[axis] ?? 0;
    const stepA = strides[1]?.[axis] ?? 0;
    const stepB = strides[2]?.[axis] ?? 0;
    const stepC = strides[3]?.[axis] ?? 0;
    for (let i = 0; i < shape[axis]!; i++) {
      visitAxis(axis + 1, out + i * stepOut, a + i * stepA, b + i * stepB, c + i * stepC);
    }
  };
  visitAxis(0, starts[0] ?? 0, starts[1] ?? 0, starts[2] ?? 0, starts[3] ?? 0);
}
