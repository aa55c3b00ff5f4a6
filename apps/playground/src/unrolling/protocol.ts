/** What the page and the worker of this chapter say to each other. */

/** Rows of numbers. A vector is one row. */
export type Matrix = readonly (readonly number[])[];

/** The lengths of the state on offer. */
export const hiddenSizes = [1, 2, 3, 4] as const;
type HiddenSize = (typeof hiddenSizes)[number];

/** How many characters a text may have. */
export const textLengths = { least: 2, most: 9 } as const;

/** What the network reads at each step: the text's character (teacher forcing), or its own guess. */
export type Feeding = "text" | "guess";

/** What the reader can choose. */
export interface Setup {
  text: string;
  hiddenSize: HiddenSize;
  feeding: Feeding;
}

/** The weights, by the names of the equations. */
export const weightNames = ["hh", "xh", "b", "hy"] as const;
export type WeightName = (typeof weightNames)[number];

/** A gradient, and what central differences say it is. */
export interface Gradient {
  value: Matrix;
  numeric: Matrix;
}

/** One time step: every quantity of it, and the gradient of the whole loss L with respect to it. Characters by their ids. */
export interface Step {
  read: number;
  target: number;
  /** The likeliest next character. */
  guess: number;
  x: Matrix;
  /** h(t-1) */
  previous: Matrix;
  /** W_xh x(t) + W_hh h(t-1) + b */
  sum: Matrix;
  h: Matrix;
  y: Matrix;
  loss: number;
  /** dL/dh(t), and its two parts: by way of loss(t), and by way of h(t+1). */
  hidden: Gradient;
  hiddenNow: Matrix;
  hiddenLater: Matrix;
  /** dL/da(t), of the sum. */
  beforeTanh: Gradient;
  /** What this step adds to dL/dW of each weight. */
  shares: Record<WeightName, Gradient>;
}

/** A text read by the network, forwards and backwards. */
export interface Trace {
  setup: Setup;
  /** Every character of the text, by id. */
  characters: readonly string[];
  steps: readonly Step[];
  /** L, the sum of the steps' losses, in nats. */
  loss: number;
  weights: Record<WeightName, Matrix>;
  /** dL/dW of each weight, which all steps share. */
  gradients: Record<WeightName, Gradient>;
  /** How many steps of gradient descent the weights have taken. */
  learnt: number;
}

/** What the worker reports. */
export type CalculatorEvent = { type: "trace"; trace: Trace } | { type: "failed"; message: string };

/** The worker, as the page sees it. */
export interface CalculatorApi {
  /** Every trace goes to `emit`; the first is that of `setup`. */
  open(emit: (event: CalculatorEvent) => void, setup: Setup): Promise<void>;
  /** Reads a text, with fresh weights where the text or the size of the state have changed. */
  read(setup: Setup): Promise<void>;
  /** Takes steps of gradient descent, and reads the text again. */
  learn(steps: number): Promise<void>;
  /** Fresh weights. */
  forget(): Promise<void>;
}
