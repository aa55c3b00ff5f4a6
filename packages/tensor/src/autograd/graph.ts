import { updateInPlace } from "../arrays/elementwise.ts";
import { copy, copyInto } from "../arrays/layout.ts";
import { bytesPerElement } from "../dtype.ts";
import { GraphError } from "../errors.ts";
import { currentScope, Scope } from "../memory/scope.ts";
import { Storage } from "../memory/storage.ts";
import { NDArray } from "../ndarray.ts";
import { formatShape } from "../shape.ts";
import type { Outcome } from "./outcome.ts";

/** A value in the graph, as the walk sees it: made by a node, or a leaf that collects its gradient. */
export interface GraphValue {
  readonly array: NDArray;
  readonly requiresGrad: boolean;
  readonly node: Node | null;
  /** Which output of the node this is. */
  readonly outputIndex: number;
}

let recording = true;
let nodeCount = 0;

/** Whether operations are recorded now: false inside `noGrad`. */
export function isGradEnabled(): boolean {
  return recording;
}

/**
 * Runs `fn` without recording a graph, and returns what it returns.
 *
 * @example
 * ```ts
 * import { noGrad, tensor } from "@unroll/tensor";
 * const x = tensor([1, 2], { requiresGrad: true });
 * noGrad(() => x.mul(2)).requiresGrad; // => false
 * ```
 */
export function noGrad<T>(fn: () => T): T {
  const before = recording;
  recording = false;
  try {
    return fn();
  } finally {
    recording = before;
  }
}

/** Whether an operation on these tensors would be recorded: a kernel that keeps values for its backward asks first. */
export function isRecording(inputs: readonly GraphValue[]): boolean {
  return recording && inputs.some((input) => input.requiresGrad);
}

/** One recorded operation. */
export class Node {
  readonly name: string;
  readonly inputs: readonly GraphValue[];
  /** Nodes are made in the order of the computation, so descending numbers are a topological order backwards. */
  readonly order: number;
  /** The scope that was current: leaving it ends the graph. */
  readonly scope: Scope | null;
  readonly #outputs: readonly NDArray[];
  #saved: readonly NDArray[];
  #versions: readonly number[];
  #backward: Outcome["backward"] | null;
  /** Gradients that have arrived for each output during a walk. */
  #pending: (NDArray | null)[] | null = null;
  #owned: boolean[] = [];

  constructor(name: string, inputs: readonly GraphValue[], outcome: Outcome) {
    this.name = name;
    this.inputs = inputs;
    this.order = nodeCount++;
    this.scope = currentScope();
    this.#outputs = outcome.outputs;
    this.#saved = outcome.saved;
    this.#versions = outcome.saved.map((array) => array.storage.version);
    this.#backward = outcome.backward.bind(outcome);
  }

  /** Adds a gradient that has arrived for an output. @internal */
  receive(index: number, gradient: NDArray): void {
    this.#pending ??= this.#outputs.map(() => null);
    const before = this.#pending[index];
    if (before == null) {
      this.#pending[index] = gradient;
      this.#owned[index] = false;
    } else if (this.#owned[index]) {
      updateInPlace("add", before, gradient);
    } else {
      // The first gradient may be shared with another node: the sum gets memory of its own.
      const sum = copy(before);
      updateInPlace("add", sum, gradient);
      this.#pending[index] = sum;
      this.#owned[index] = true;
    }
  }

  /** The gradients of the inputs from those received. */
  run(retainGraph: boolean): readonly (NDArray | null)[] {
    const gradients = this.#pending;
    this.#pending = null;
    this.#owned = [];
    if (gradients === null) return [];
    const backward = this.#check();
    const needs = this.inputs.map((input) => input.requiresGrad);
    const result = backward(gradients, needs);
    if (!retainGraph) {
      this.#backward = null;
      this.#saved = [];
    }
    return result;
  }

  /** What has arrived for an output so far. */
  gradientOf(index: number): NDArray | null {
    return this.#pending?.[index] ?? null;
  }

  /** Forgets gradients of a walk that failed. */
  forget(): void {
    this.#pending = null;
    this.#owned = [];
  }

  #check(): Outcome["backward"] {
    if (this.#backward === null) {
      throw new GraphError(
        `backward: the graph of "${this.name}" was already used and freed; compute it again, or pass { retainGraph: true } the first time`,
      );
    }
    this.#saved.forEach((array, i) => {
      if (!array.storage.alive) {
        throw new GraphError(
          `backward: "${this.name}" needs a value ${formatShape(array.shape)} whose memory was given back; call backward inside the scope that made it`,
        );
      }
      if (array.storage.version !== this.#versions[i]) {
        throw new GraphError(
          `backward: "${this.name}" needs a value ${formatShape(array.shape)} that was changed in place since (by an optimizer's step, for example); call backward before changing it`,
        );
      }
    });
    return this.#backward;
  }
}

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

/**
 * Walks the graph backwards from the roots, each with its gradient, and hands gradients to `collect`: for a leaf each one that reaches
 * it, for a value in `wanted` that an operation made the complete one.
 */
export function walkBackward(
  roots: readonly GraphValue[],
  gradients: readonly NDArray[],
  retainGraph: boolean,
  collect: (value: GraphValue, gradient: NDArray) => void,
  wanted: readonly GraphValue[] = [],
): void {
  const nodes = reachable(roots);
  const deliver = (value: GraphValue, gradient: NDArray): void => {
    if (value.node === null) collect(value, gradient);
    else value.node.receive(value.outputIndex, gradient);
  };
  const scope = new Scope("backward");
  try {
    roots.forEach((root, i) => {
      deliver(root, gradients[i] as NDArray);
    });
    for (const node of nodes) {
      for (const value of wanted) {
        const gradient = value.node === node ? node.gradientOf(value.outputIndex) : null;
        if (gradient !== null) collect(value, gradient);
      }
      const results = node.run(retainGraph);
      for (let i = 0; i < results.length; i++) {
        const gradient = results[i];
        const input = node.inputs[i] as GraphValue;
        if (gradient != null && input.requiresGrad) deliver(input, gradient);
      }
    }
  } finally {
    for (const node of nodes) node.forget();
    scope.close();
  }
}

/** Adds a gradient of `value` to what `into` holds, or starts anew when `fresh`; makes the memory at first use. */
export function addGradient(
  into: NDArray | null,
  fresh: boolean,
  gradient: NDArray,
  value: NDArray,
  owner: Scope | null = value.storage.owner,
): NDArray {
  const { dtype, shape, size } = value;
  const target = into ?? NDArray.in(new Storage(size * bytesPerElement[dtype], owner), dtype, shape);
  if (fresh) copyInto(target, gradient);
  else updateInPlace("add", target, gradient);
  return target;
}
