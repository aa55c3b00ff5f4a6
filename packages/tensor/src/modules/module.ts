import { describe as describeValue } from "../describe.ts";
import type { DType } from "../dtype.ts";
import { markCopy, refuseOtherCopy, requireTensor } from "../operand.ts";
import { formatShape, sameShape } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import { type LoadReport, type StateDifference, StateReport } from "./load-report.ts";
import { Buffer, copyValues, Parameter } from "./parameter.ts";

/** Names and values of a model's parameters and buffers. */
export type StateDict = Record<string, Tensor<DType>>;

/** A state dictionary that does not fit the module. Nothing was loaded. */
export class StateDictError extends Error implements LoadReport {
  override readonly name = "StateDictError";
  readonly missing: LoadReport["missing"];
  readonly unexpected: LoadReport["unexpected"];
  readonly mismatched: LoadReport["mismatched"];

  constructor(report: LoadReport) {
    const { missing, unexpected, mismatched } = report;
    const parts = [
      missing.length > 0 ? `missing ${missing.join(", ")}` : "",
      unexpected.length > 0 ? `unexpected ${unexpected.join(", ")}` : "",
      ...mismatched.map(({ name, expected, got }) => `${name} must be ${expected}, got ${got}`),
    ].filter((part) => part !== "");
    super(`loadStateDict: the state does not fit and nothing was loaded: ${parts.join("; ")}`);
    this.missing = missing;
    this.unexpected = unexpected;
    this.mismatched = mismatched;
  }
}

/** A named part of a module's state. */
export type State = Parameter<"float32"> | Parameter<"float64"> | Buffer<DType>;

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Visits the modules, parameters and buffers in a field: itself, in arrays and in plain records. */
function visitField(name: string, value: unknown, visit: (name: string, found: Module | State) => void): void {
  if (value instanceof Module || value instanceof Parameter || value instanceof Buffer) visit(name, value);
  else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) visitField(`${name}.${i}`, item, visit);
  } else if (typeof value === "object" && value !== null && !(value instanceof Tensor) && isPlain(value)) {
    for (const [key, item] of Object.entries(value)) visitField(`${name}.${key}`, item, visit);
  } else {
    // A layer of another copy would be passed over, and its parameters never trained.
    refuseOtherCopy(value, "Module", `field ${name}`);
  }
}

function describe(tensor: Tensor<DType>): string {
  return `${tensor.dtype} ${formatShape(tensor.shape)}`;
}

/** What differs between a module's state and a dictionary for it: first what the module has, in its order. */
function compare(own: ReadonlyMap<string, State>, dict: StateDict, caller: string): StateReport {
  if (typeof dict !== "object" || dict === null) {
    throw new TypeError(`${caller}: dict must hold tensors by name; got ${describeValue(dict)}`);
  }
  const given = new Map(Object.entries(dict));
  const differences: StateDifference[] = [];
  for (const [name, target] of own) {
    const source = given.get(name);
    if (source === undefined) {
      differences.push({ name, expected: describe(target) });
      continue;
    }
    requireTensor(source, caller, name);
    const fits = sameShape(source.shape, target.shape) && source.dtype === target.dtype;
    if (!fits) differences.push({ name, expected: describe(target), got: describe(source) });
  }
  for (const [name, source] of given) {
    if (own.has(name)) continue;
    differences.push({ name, got: source instanceof Tensor ? describe(source) : describeValue(source) });
  }
  return new StateReport(differences);
}

/**
 * A part of a model. It finds its parameters, buffers and sub-modules in its own enumerable fields, also in arrays and plain
 * records there: nothing is registered.
 *
 * @example
 * ```ts
 * import { Module, Parameter, type Tensor, zeros } from "@unroll/tensor";
 * class Scale extends Module {
 *   weight = new Parameter(zeros([3]));
 *   forward(x: Tensor): Tensor {
 *     return x.mul(this.weight);
 *   }
 * }
 * Object.keys(new Scale().stateDict()); // => ["weight"]
 * ```
 */
export abstract class Module {
  static {
    markCopy(Module.prototype);
  }

  #training = true;

  /** True in training, false in evaluation: dropout and the like ask. */
  get training(): boolean {
    return this.#training;
  }

  /** Switches this module and those in it to training, or with `false` to evaluation. */
  train(mode = true): this {
    for (const module of this.modules()) module.#training = mode;
    return this;
  }

  /** Switches this module and those in it to evaluation. */
  eval(): this {
    return this.train(false);
  }

  /** This module and those in it, each once. */
  modules(): Module[] {
    const found = new Set<Module>();
    const collect = (module: Module): void => {
      if (found.has(module)) return;
      found.add(module);
      for (const [name, value] of Object.entries(module)) {
        visitField(name, value, (_, part) => {
          if (part instanceof Module) collect(part);
        });
      }
    };
    collect(this);
    return [...found];
  }

  /** How a field's name stands in the state dictionary. Layers that follow another library's names override it. */
  protected stateName(field: string): string {
    return field;
  }

  /** Parameters and buffers with their names; one that is tied stands under each of its names. */
  namedState(prefix = ""): [string, State][] {
    const found: [string, State][] = [];
    for (const [field, value] of Object.entries(this)) {
      visitField(field, value, (name, part) => {
        const path = prefix + this.stateName(name);
        if (part instanceof Module) found.push(...part.namedState(`${path}.`));
        else found.push([path, part]);
      });
    }
    return found;
  }

  /** Parameters with their names; a tied one only under its first. */
  namedParameters(): [string, Parameter][] {
    const seen = new Set<State>();
    const found: [string, Parameter][] = [];
    for (const [name, state] of this.namedState()) {
      if (!(state instanceof Parameter) || seen.has(state)) continue;
      seen.add(state);
      found.push([name, state as Parameter]);
    }
    return found;
  }

  /** Every parameter once. */
  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.zeroGrad();
  }

  /** The present values of parameters and buffers by name. They share memory with the module: copy what must not change. */
  stateDict(): StateDict {
    return Object.fromEntries(this.namedState().map(([name, state]) => [name, state.detach()]));
  }

  /**
   * How a state dictionary fits, without loading it: what `loadStateDict` would say.
   *
   * @example
   * ```ts
   * import { Module, Parameter, zeros } from "@unroll/tensor";
   * class Scale extends Module {
   *   weight = new Parameter(zeros([3]));
   * }
   * const report = new Scale().checkStateDict({ "module.weight": zeros([3]) });
   * report.missing; // => ["weight"]
   * report.unexpected; // => ["module.weight"]
   * String(report).split("\n").length; // => 3
   * ```
   */
  checkStateDict(dict: StateDict): StateReport {
    return compare(new Map(this.namedState()), dict, "checkStateDict");
  }

  /**
   * Copies values into this module's parameters and buffers.
   *
   * @param options `strict` (default true): every name must be there and none more. Shapes and types must agree always.
   * @returns what did not fit, when not strict.
   * @throws StateDictError listing every missing, unexpected and mis-shaped name; then nothing was loaded.
   */
  loadStateDict(dict: StateDict, options: { strict?: boolean } = {}): StateReport {
    const own = new Map(this.namedState());
    const report = compare(own, dict, "loadStateDict");
    if ((options.strict ?? true) ? !report.fits : report.mismatched.length > 0) throw new StateDictError(report);
    for (const [name, target] of own) {
      const source = Object.hasOwn(dict, name) ? dict[name] : undefined;
      if (source !== undefined) copyValues(target, source);
    }
    return report;
  }

  /** Gives back the memory of all parameters and buffers. */
  dispose(): void {
    for (const [, state] of this.namedState()) state.dispose();
  }

  /** As `dispose`: for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}
