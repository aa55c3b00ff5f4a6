import { binary } from "../arrays/elementwise.ts";
import { copyInto, fill } from "../arrays/layout.ts";
import { describe } from "../describe.ts";
import { bytesPerElement } from "../dtype.ts";
import { ShapeError } from "../errors.ts";
import { Scope } from "../memory/scope.ts";
import { Storage } from "../memory/storage.ts";
import { NDArray } from "../ndarray.ts";
import { formatShape, sameShape } from "../shape.ts";
import { isDetectingAnomaly, requireFiniteGradient } from "./anomaly.ts";
import { addInPlace, type GraphValue, type Node, passThrough } from "./node.ts";
import { type Gradient, PartialGradient, writtenOut } from "./partial-gradient.ts";

function reachable(roots: readonly GraphValue[]): Node[] {
  const seen = new Set<Node>();
  const stack: Node[] = [];
  const visit = (value: GraphValue): void => {
    if (value.node === null || seen.has(value.node)) return;
    seen.add(value.node);
    stack.push(value.node);
  };
  for (const root of roots) visit(root);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) for (const input of node.inputs) visit(input);
  return [...seen].sort((a, b) => b.order - a.order);
}

/** Gradients that reach leaves: handed on at once, but for leaves with hooks, which see the complete ones at the end. */
class LeafGradients {
  readonly #collect: (value: GraphValue, gradient: Gradient) => void;
  readonly #hooked = new Map<GraphValue, NDArray>();

  constructor(collect: (value: GraphValue, gradient: Gradient) => void) {
    this.#collect = collect;
  }

  add(leaf: GraphValue, gradient: Gradient): void {
    if (leaf.hooks.length === 0) {
      this.#collect(leaf, gradient);
      return;
    }
    const before = this.#hooked.get(leaf);
    const whole = writtenOut(gradient);
    this.#hooked.set(leaf, before === undefined ? whole : binary("add", before, whole));
  }

  finish(): void {
    for (const [leaf, gradient] of this.#hooked) this.#collect(leaf, passThrough(leaf.hooks, gradient));
  }
}

/** Refuses what an operation's backward must not give: custom operations make mistakes, and kernels trust shapes. */
function requireGradientsFit({ name, inputs }: Node, results: readonly (Gradient | null)[]): void {
  for (let i = 0; i < results.length; i++) {
    const gradient = results[i];
    const input = inputs[i]?.array;
    if (gradient == null) continue;
    if (input !== undefined && (gradient instanceof NDArray || gradient instanceof PartialGradient)) {
      if (gradient.dtype === input.dtype && sameShape(gradient.shape, input.shape)) continue;
      throw new ShapeError(
        `backward: "${name}" must give its input ${i} a gradient ${input.dtype} ${formatShape(input.shape)}; got ${gradient.dtype} ${formatShape(gradient.shape)}`,
      );
    }
    throw new TypeError(
      `backward: "${name}" must give an NDArray, a PartialGradient or null for each of its ${inputs.length} inputs; got ${describe(gradient)} at ${i}`,
    );
  }
}

/**
 * Walks the graph backwards from the roots, each with its gradient, and hands gradients to `collect`: for a leaf each one that reaches
 * it, for a value in `wanted` that an operation made the complete one.
 */
export function walkBackward(
  roots: readonly GraphValue[],
  gradients: readonly NDArray[],
  retainGraph: boolean,
  collect: (value: GraphValue, gradient: Gradient) => void,
  wanted: readonly GraphValue[] = [],
): void {
  const nodes = reachable(roots);
  // Before anything is written: a graph that cannot be walked to its end leaves every gradient as it was.
  for (const node of nodes) node.check();
  const leaves = new LeafGradients(collect);
  const deliver = (value: GraphValue, gradient: Gradient): void => {
    if (value.node === null) leaves.add(value, gradient);
    else value.node.receive(value.outputIndex, gradient);
  };
  const scope = new Scope("backward");
  try {
    roots.forEach((root, i) => {
      deliver(root, gradients[i] as NDArray);
    });
    for (const node of nodes) {
      node.applyHooks();
      for (const value of wanted) {
        const gradient = value.node === node ? node.gradientOf(value.outputIndex) : null;
        if (gradient !== null) collect(value, gradient);
      }
      const results = node.run(retainGraph);
      requireGradientsFit(node, results);
      for (let i = 0; i < results.length; i++) {
        const gradient = results[i];
        const input = node.inputs[i] as GraphValue;
        if (gradient == null || !input.requiresGrad) continue;
        if (isDetectingAnomaly()) requireFiniteGradient(node.name, i, writtenOut(gradient));
        deliver(input, gradient);
      }
    }
    leaves.finish();
  } finally {
    for (const node of nodes) node.forget();
    scope.close();
  }
}

/** Adds a gradient of `value` to what `into` holds, or starts anew when `fresh`; makes the memory at first use. */
export function addGradient(
  into: NDArray | null,
  fresh: boolean,
  gradient: Gradient,
  value: NDArray,
  owner: Scope | null = value.storage.owner,
): NDArray {
  const { dtype, shape, size } = value;
  const target = into ?? NDArray.in(new Storage(size * bytesPerElement[dtype], owner), dtype, shape);
  if (!fresh || gradient instanceof PartialGradient) {
    if (fresh) fill(target, 0);
    addInPlace(target, gradient);
  } else copyInto(target, gradient);
  return target;
}
