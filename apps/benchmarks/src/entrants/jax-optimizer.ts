import type { Arrays, Jax, JaxArray } from "./jax-types.ts";

/** Adam, compiled: the library's own optimizers are a package of which no version is served. */
export class Optimizer {
  readonly #jax: Jax;
  readonly #update: (weights: Arrays, gradients: Arrays, moments: Moments, step: JaxArray) => [Arrays, Moments];
  #moments: Moments;
  #steps = 0;
  weights: Arrays;

  /** @param clipNorm the largest norm of all gradients together. Default: not clipped. */
  constructor(jax: Jax, weights: Arrays, clipNorm?: number) {
    const { numpy: np, tree } = jax;
    const zeros = (): Arrays =>
      Object.fromEntries(Object.entries(weights).map(([name, each]) => [name, np.zeros(each.shape)]));
    this.#jax = jax;
    this.weights = tree.ref(weights);
    this.#moments = { m: zeros(), v: zeros() };
    this.#update = jax.jit((own: Arrays, gradients: Arrays, { m, v }: Moments, step: JaxArray) => {
      const scale = clipNorm === undefined ? undefined : clipFactor(jax, gradients, clipNorm);
      const next: { weights: Arrays; m: Arrays; v: Arrays } = { weights: {}, m: {}, v: {} };
      for (const [name, each] of Object.entries(gradients)) {
        const gradient = scale === undefined ? each : each.mul(scale.ref);
        const first = (m[name] as JaxArray).mul(0.9).add(gradient.ref.mul(0.1));
        const second = (v[name] as JaxArray).mul(0.999).add(np.square(gradient).mul(0.001));
        const corrected = (moment: JaxArray, beta: number): JaxArray =>
          moment.div(np.power(beta, step.ref).mul(-1).add(1));
        const change = corrected(first.ref, 0.9).div(np.sqrt(corrected(second.ref, 0.999)).add(1e-8));
        next.weights[name] = (own[name] as JaxArray).sub(change.mul(0.001));
        next.m[name] = first;
        next.v[name] = second;
      }
      return [next.weights, { m: next.m, v: next.v }] as [Arrays, Moments];
    });
  }

  /** Changes the weights, and waits until they are computed. */
  async step(gradients: Arrays): Promise<void> {
    const { numpy: np } = this.#jax;
    this.#steps++;
    const step = np.array(Float32Array.of(this.#steps), { shape: [] });
    [this.weights, this.#moments] = this.#update(this.weights, gradients, this.#moments, step);
    await this.#jax.blockUntilReady([this.weights, this.#moments]);
  }
}

type Moments = { m: Arrays; v: Arrays };

function clipFactor({ numpy: np }: Jax, gradients: Arrays, clipNorm: number): JaxArray {
  const squares = Object.values(gradients).map((each) => np.square(each.ref).sum());
  const norm = np.sqrt(squares.reduce((a, b) => a.add(b)));
  return np.minimum(np.array(Float32Array.of(clipNorm), { shape: [] }).div(norm.add(1e-6)), 1);
}
