import json from "../goldens/gru.json" with { type: "json" };

/** One case of goldens/gru.json; the head of goldens/gru.py says how it was computed. All arrays are flat and row-major. */
export interface GruGolden {
  readonly name: string;
  readonly batch: number;
  readonly time: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  readonly bias: boolean;
  /** Whether the sequences began with the state {@link initialState} instead of zeros. */
  readonly initialState: boolean;
  readonly lengths: readonly number[] | null;
  /** [B, T, D H], D being 2 when bidirectional, else 1 */
  readonly output: readonly number[];
  /** [D L, B, H] */
  readonly hidden: readonly number[];
  /** By name: `input`, `initialState` when there is one, and torch's names of the parameters, in torch's order. */
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

/** torch's outputs and gradients. */
export const gruGoldens: readonly GruGolden[] = json.cases as unknown as readonly GruGolden[];

/** `count` numbers of the formula of goldens/gru.py. All of them are exact in float32. */
function fill(seed: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (((31 * i * i + 7919 * i + 104729 * seed) % 1021) - 510) / 512);
}

/** [B, T, I] */
export function goldenInput({ batch, time, inputSize }: GruGolden): number[] {
  return fill(1, batch * time * inputSize);
}

/** [D L, B, H] */
export function goldenInitialState({ hidden }: GruGolden): number[] {
  return fill(2, hidden.length);
}

/** The gradient of the loss with respect to the output, [B, T, D H]. */
export function goldenOutputGradient({ output }: GruGolden): number[] {
  return fill(3, output.length);
}

/** The gradient of the loss with respect to the last hidden states, [D L, B, H]. */
export function goldenHiddenGradient({ hidden }: GruGolden): number[] {
  return fill(4, hidden.length);
}

/** The shape of a parameter, by its name. */
function goldenShape({ inputSize, hiddenSize, bidirectional }: GruGolden, name: string): number[] {
  if (name.startsWith("bias")) return [3 * hiddenSize];
  if (name.startsWith("weight_hh")) return [3 * hiddenSize, hiddenSize];
  const first = name.startsWith("weight_ih_l0");
  return [3 * hiddenSize, first ? inputSize : hiddenSize * (bidirectional ? 2 : 1)];
}

/** The parameters by torch's names, in torch's order. */
export function goldenParameters(golden: GruGolden): Map<string, { shape: number[]; data: number[] }> {
  const names = Object.keys(golden.gradients).filter((name) => /^(weight|bias)_/.test(name));
  return new Map(
    names.map((name, order) => {
      const data = fill(5 + order, golden.gradients[name]!.length).map((value) => value / 2);
      return [name, { shape: goldenShape(golden, name), data }];
    }),
  );
}
