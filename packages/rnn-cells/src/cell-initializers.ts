import {
  constantInitializer,
  glorotInitializer,
  type Initializer,
  identityInitializer,
  orthogonalInitializer,
  uniformInitializer,
} from "@unroll/nn";

/** First values by name; each gate is a matrix of its own. */
export type InitializerName = "uniform" | "glorot" | "orthogonal" | "identity" | "zeros";

/**
 * The first values of a cell's weights, each by a name or as a function:
 *
 * - `"uniform"`: PyTorch's, evenly from [-1/sqrt(H), 1/sqrt(H)). The default of all.
 * - `"glorot"`: Glorot and Bengio 2010, equation 16.
 * - `"orthogonal"`: Saxe et al. 2013. For W_h: a product with it neither stretches nor shrinks the state.
 * - `"identity"`: with relu and biases of zero the IRNN of Le et al. 2015.
 * - `"zeros"`.
 *
 * @example
 * ```ts
 * import { GRU, RNN } from "@unroll/rnn-cells";
 * import { Rng } from "@unroll/random";
 * new GRU(5, 3, { initializers: { input: "glorot", recurrent: "orthogonal", bias: "zeros" } });
 * const twos = (values: Float32Array | Float64Array): void => void values.fill(2);
 * const irnn = new RNN(5, 3, { activation: "relu", initializers: { input: twos, recurrent: "identity" }, rng: new Rng(1) });
 * irnn.stateDict().weight_hh_l0?.toArray(); // => [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
 * irnn.stateDict().weight_ih_l0?.select(0, 0).toArray(); // => [2, 2, 2, 2, 2]
 * ```
 */
export interface CellInitializers {
  /** W_i. Default `"uniform"`. */
  readonly input?: InitializerName | Initializer;
  /** W_h. Default `"uniform"`. */
  readonly recurrent?: InitializerName | Initializer;
  /** b_i and b_h. Default `"uniform"`. */
  readonly bias?: "uniform" | "zeros" | Initializer;
}

type Role = keyof CellInitializers;

/** The functions behind the names. @throws RangeError for a name that is none, and for a weight that is none. */
export function resolveInitializers(
  operation: string,
  given: CellInitializers | undefined,
  hiddenSize: number,
): Readonly<Record<Role, Initializer>> {
  const byName: Readonly<Record<InitializerName, () => Initializer>> = {
    uniform: () => uniformInitializer(1 / Math.sqrt(hiddenSize)),
    glorot: glorotInitializer,
    orthogonal: orthogonalInitializer,
    identity: identityInitializer,
    zeros: () => constantInitializer(0),
  };
  const resolve = (role: Role, names: readonly InitializerName[]): Initializer => {
    const chosen = given?.[role] ?? "uniform";
    if (typeof chosen === "function") return chosen;
    if (names.includes(chosen)) return byName[chosen]();
    const known = names.map((name) => `"${name}"`).join(", ");
    throw new RangeError(
      `${operation}: initializers.${role} must be ${known} or a function; got ${JSON.stringify(chosen)}`,
    );
  };
  const matrices = Object.keys(byName) as InitializerName[];
  const roles: readonly string[] = ["input", "recurrent", "bias"] satisfies Role[];
  for (const role of Object.keys(given ?? {})) {
    if (roles.includes(role)) continue;
    throw new RangeError(`${operation}: initializers must be of ${roles.join(", ")}; got ${JSON.stringify(role)}`);
  }
  return {
    input: resolve("input", matrices),
    recurrent: resolve("recurrent", matrices),
    bias: resolve("bias", ["uniform", "zeros"]),
  };
}

/** Fills a weight [G n, m] gate by gate, each as a matrix [n, m] of its own. */
export function perGate(initializer: Initializer, gates: number): Initializer {
  return (values, rng, shape) => {
    const [rows, ...rest] = shape as readonly [number, ...number[]];
    const size = values.length / gates;
    for (let gate = 0; gate < gates; gate++) {
      initializer(values.subarray(gate * size, (gate + 1) * size), rng, [rows / gates, ...rest]);
    }
  };
}
