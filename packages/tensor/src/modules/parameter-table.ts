import {
  type AdagradCall,
  type AdamCall,
  executor,
  type RmsPropCall,
  type Segments,
  type SgdCall,
} from "@unroll/kernels";
import { fill } from "../arrays/layout.ts";
import { describe } from "../describe.ts";
import { bytesPerElement, type FloatDType } from "../dtype.ts";
import { DisposedTensorError, DTypeError } from "../errors.ts";
import { Storage } from "../memory/storage.ts";
import { NDArray } from "../ndarray.ts";
import { requireTensors } from "../operand.ts";
import { Parameter } from "./parameter.ts";

const COLUMNS = 5;

/** The numbers of one step of an optimizer, by the name of its kernel. */
export interface OptimizerSteps {
  readonly adam: Omit<AdamCall, keyof Segments>;
  readonly sgd: Omit<SgdCall, keyof Segments>;
  readonly rmsProp: Omit<RmsPropCall, keyof Segments>;
  readonly adagrad: Omit<AdagradCall, keyof Segments>;
}

/** A running average that an optimizer keeps of every parameter's gradients: the first moment, or the second. */
export type Moment = "m" | "v";

/** The moments that a step reads and writes: without memory of their own a kernel would take address 0 for them. */
function neededMoments(kernel: keyof OptimizerSteps, step: OptimizerSteps[keyof OptimizerSteps]): Moment[] {
  const needed: Moment[] = [];
  if (kernel === "adam" || ("momentum" in step && step.momentum !== 0)) needed.push("m");
  if (kernel !== "sgd") needed.push("v");
  return needed;
}

/**
 * Where parameters, their gradients and an optimizer's moments lie, as one table that a kernel walks in one call. The parameters
 * never move. Optimizers are built on it.
 */
export class ParameterTable {
  readonly parameters: readonly Parameter[];
  readonly dtype: FloatDType;
  readonly #table: NDArray;
  readonly #moments: readonly Readonly<Partial<Record<Moment, NDArray>>>[];
  #segments = 0;

  /** @param moments what the optimizer keeps of each parameter, in its shape: zero at first. */
  constructor(parameters: readonly Parameter[], moments: readonly Moment[] = []) {
    requireTensors(parameters, "optimizer", "parameters");
    const dtype = parameters[0]?.dtype ?? "float32";
    for (const parameter of parameters) {
      if (!(parameter instanceof Parameter)) {
        throw new TypeError(`optimizer: parameters must be Parameters; got ${describe(parameter)}`);
      }
      if (parameter.dtype !== dtype) throw new DTypeError(`optimizer: parameters are ${dtype} and ${parameter.dtype}`);
    }
    this.parameters = [...new Set(parameters)];
    this.dtype = dtype;
    const rows = this.parameters.length;
    this.#table = NDArray.in(new Storage(rows * COLUMNS * 4, null), "int32", [rows, COLUMNS]);
    this.#moments = this.parameters.map(({ shape, size }) => {
      const made = moments.map((moment) => {
        const array = NDArray.in(new Storage(size * bytesPerElement[dtype], null), dtype, shape);
        fill(array, 0);
        return [moment, array] as const;
      });
      return Object.fromEntries(made);
    });
  }

  /** The moments of parameter i, which persist and are changed in place. */
  moments(i: number): Readonly<Partial<Record<Moment, NDArray>>> {
    return this.#moments[i] ?? {};
  }

  /** Lists the parameters that have a gradient now. */
  #list(): { table: number; segments: number } {
    if (!this.#table.storage.alive) {
      throw new DisposedTensorError("optimizer: it was disposed and cannot be used any more");
    }
    const rows = this.#table.elements<"int32">();
    this.#segments = 0;
    this.parameters.forEach((parameter, i) => {
      const gradient = parameter.grad;
      if (gradient === null) return;
      const { m, v } = this.moments(i);
      const at = COLUMNS * this.#segments++;
      rows[at] = parameter.array.address;
      rows[at + 1] = gradient.array.address;
      rows[at + 2] = m?.address ?? 0;
      rows[at + 3] = v?.address ?? 0;
      rows[at + 4] = parameter.size;
    });
    return { table: this.#table.address, segments: this.#segments };
  }

  /** The sum of the squares of all gradients. */
  sumSquares(): number {
    return executor(this.dtype).training.sumSquares(this.#list());
  }

  /** Multiplies all gradients in place. */
  scaleGradients(factor: number): void {
    executor(this.dtype).training.scaleGradients(this.#list(), factor);
  }

  /** One step of an optimizer over all parameters that have a gradient. */
  update<Kernel extends keyof OptimizerSteps>(kernel: Kernel, step: OptimizerSteps[Kernel]): void {
    for (const moment of neededMoments(kernel, step)) {
      if (this.parameters.length === 0 || this.moments(0)[moment] !== undefined) continue;
      throw new RangeError(
        `ParameterTable.update: ${kernel} needs the moment "${moment}", which the table was made without`,
      );
    }
    const kernels: { [Name in keyof OptimizerSteps]: (call: OptimizerSteps[Name] & Segments) => void } = executor(
      this.dtype,
    ).training;
    kernels[kernel]({ ...step, ...this.#list() });
    for (const parameter of this.parameters) if (parameter.grad !== null) parameter.array.storage.version++;
  }

  /** Gives back the moments and the table, not the parameters. */
  dispose(): void {
    this.#table.storage.dispose();
    for (const moments of this.#moments) for (const moment of Object.values(moments)) moment.storage.dispose();
  }
}
