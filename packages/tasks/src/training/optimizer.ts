import { Adagrad, Adam, type Optimizer, RMSProp, SGD } from "@unroll/nn";
import type { Parameter } from "@unroll/tensor";

/** Adam (Kingma and Ba 2015), with `weightDecay` in the gradient. */
export interface AdamSettings {
  readonly name: "adam";
  /** Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Default 0. */
  readonly weightDecay?: number;
}

/** Adam whose decay shrinks the weights themselves (Loshchilov and Hutter 2019). */
export interface AdamWSettings extends Omit<AdamSettings, "name"> {
  readonly name: "adamw";
  /** Default 0.01. */
  readonly weightDecay?: number;
}

/** Stochastic gradient descent. */
export interface SGDSettings {
  readonly name: "sgd";
  /** Default 0. */
  readonly momentum?: number;
  /** Default false. */
  readonly nesterov?: boolean;
  /** Default 0. */
  readonly weightDecay?: number;
}

/** RMSProp (Hinton 2012). */
export interface RMSPropSettings {
  readonly name: "rmsprop";
  /** Default 0.99. */
  readonly alpha?: number;
  /** Default 0. */
  readonly momentum?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Default 0. */
  readonly weightDecay?: number;
}

/** Adagrad (Duchi, Hazan and Singer 2011). */
export interface AdagradSettings {
  readonly name: "adagrad";
  /** Default 1e-10. */
  readonly epsilon?: number;
  /** Default 0. */
  readonly weightDecay?: number;
}

/** Which optimizer changes the weights, and what it is told. The learning rate and the clipping are options of the run. */
export type OptimizerSettings = AdamSettings | AdamWSettings | SGDSettings | RMSPropSettings | AdagradSettings;

/** The names of the optimizers. */
const optimizerNames: readonly OptimizerSettings["name"][] = ["adam", "adamw", "sgd", "rmsprop", "adagrad"];

const KNOWN: Readonly<Record<OptimizerSettings["name"], readonly string[]>> = {
  adam: ["betas", "epsilon", "weightDecay"],
  adamw: ["betas", "epsilon", "weightDecay"],
  sgd: ["momentum", "nesterov", "weightDecay"],
  rmsprop: ["alpha", "momentum", "epsilon", "weightDecay"],
  adagrad: ["epsilon", "weightDecay"],
};

/** Refuses settings of no optimizer, and such as it does not know. @throws RangeError */
export function checkOptimizer(settings: OptimizerSettings, operation: string): void {
  const known = Object.hasOwn(KNOWN, settings?.name) ? KNOWN[settings.name] : undefined;
  if (known === undefined) {
    throw new RangeError(
      `${operation}: optimizer must be one of ${optimizerNames.join(", ")}; got ${JSON.stringify(settings?.name ?? settings)}`,
    );
  }
  const unknown = Object.keys(settings).find((key) => key !== "name" && !known.includes(key));
  if (unknown !== undefined) {
    throw new RangeError(`${operation}: optimizer ${settings.name} has ${known.join(", ")}; got ${unknown}`);
  }
}

/** Makes the optimizer. @throws RangeError when one of its settings is out of range. */
export function createOptimizer(
  settings: OptimizerSettings,
  parameters: readonly Parameter[],
  run: { readonly learningRate: number; readonly clipNorm: number },
): Optimizer {
  const { name, ...own } = settings;
  const options = { ...own, ...run };
  switch (name) {
    case "adam":
      return new Adam(parameters, options);
    case "adamw":
      return new Adam(parameters, { weightDecay: 0.01, ...options, decoupled: true });
    case "sgd":
      return new SGD(parameters, options);
    case "rmsprop":
      return new RMSProp(parameters, options);
    case "adagrad":
      return new Adagrad(parameters, options);
  }
}
