import { updateInPlace } from "../arrays/elementwise.ts";
import { copy } from "../arrays/layout.ts";
import { describe } from "../describe.ts";
import { GraphError } from "../errors.ts";
import { currentScope, type Scope } from "../memory/scope.ts";
import type { NDArray } from "../ndarray.ts";
import { formatShape } from "../shape.ts";
import type { Outcome } from "./outcome.ts";
import { type Gradient, PartialGradient, writtenOut } from "./partial-gradient.ts";

/** Sees a complete gradient on its way back, and gives the one that goes on. */
export type GradientHook = (gradient: NDArray) => NDArray;

/** A value in the graph, as the walk sees it: made by a node, or a leaf that collects its gradient. */
export interface GraphValue {
  readonly array: NDArray;
  readonly requiresGrad: boolean;
  readonly node: Node | null;
  /** Which output of the node this is. */
  readonly outputIndex: number;
  /** The hooks of a leaf; those of other values are their node's. */
  readonly hooks: readonly GradientHook[];
}

/** The gradient after all hooks, in the order in which they were registered. */
export function passThrough(hooks: readonly GradientHook[], gradient: NDArray): NDArray {
  return [...hooks].reduce((passed, hook) => hook(passed), gradient);
}

/** sum += gradient, for a contiguous sum. */
export function addInPlace(sum: NDArray, gradient: Gradient): void {
  if (gradient instanceof PartialGradient) gradient.addTo(sum);
  else updateInPlace("add", sum, gradient);
}

let nodeCount = 0;

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
  #hooks: Map<number, GradientHook[]> | undefined;

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
  receive(index: number, gradient: Gradient): void {
    this.#pending ??= this.#outputs.map(() => null);
    const before = this.#pending[index];
    if (before == null) {
      this.#pending[index] = writtenOut(gradient);
      this.#owned[index] = gradient instanceof PartialGradient;
      return;
    }
    // The first gradient may be shared with another node: the sum gets memory of its own.
    const sum = this.#owned[index] ? before : copy(before);
    addInPlace(sum, gradient);
    this.#pending[index] = sum;
    this.#owned[index] = true;
  }

  /** The gradients of the inputs from those received. @internal */
  run(retainGraph: boolean): readonly (Gradient | null)[] {
    const gradients = this.#pending;
    this.#pending = null;
    this.#owned = [];
    if (gradients === null) return [];
    const backward = this.check();
    const needs = this.inputs.map((input) => input.requiresGrad);
    const result = backward(gradients, needs);
    if (!Array.isArray(result) || result.length < needs.length) {
      const got = Array.isArray(result) ? result.length : describe(result);
      throw new TypeError(
        `backward: "${this.name}" must give a list of gradients, one or null for each of its ${needs.length} inputs; got ${got}`,
      );
    }
    if (!retainGraph) {
      this.#backward = null;
      this.#saved = [];
    }
    return result;
  }

  /** What has arrived for an output so far. @internal */
  gradientOf(index: number): NDArray | null {
    return this.#pending?.[index] ?? null;
  }

  /** Passes the gradients that have arrived through the hooks of their outputs. @internal */
  applyHooks(): void {
    for (const [index, hooks] of this.#hooks ?? []) {
      const gradient = this.#pending?.[index];
      if (gradient != null && this.#pending !== null) this.#pending[index] = passThrough(hooks, gradient);
    }
  }

  /** The hooks of an output, to add to. @internal */
  hooksOf(index: number): GradientHook[] {
    this.#hooks ??= new Map();
    const hooks = this.#hooks.get(index) ?? [];
    this.#hooks.set(index, hooks);
    return hooks;
  }

  /** Forgets gradients of a walk that failed. @internal */
  forget(): void {
    this.#pending = null;
    this.#owned = [];
  }

  /** The derivative, if everything that it needs is there. @internal */
  check(): Outcome["backward"] {
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
