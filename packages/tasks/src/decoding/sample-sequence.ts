import { defaultRng, type Rng } from "@unroll/random";
import { noGrad, scope } from "@unroll/tensor";
import { CarriedState, type StateTensors } from "./carried-state.ts";
import type { Decoder, DecoderOutput } from "./decoder.ts";
import { requireSamplingOptions, type SamplingOptions, sampleToken } from "./sampling.ts";

/** Options of {@link sampleSequence}. */
export interface SampleSequenceOptions extends SamplingOptions {
  /** The most tokens, the end token among them. */
  readonly maxTokens: number;
  /** The token with which the sequence ends; it is the last that comes. Default: none. */
  readonly end?: number;
  /** Default: the realm's generator. */
  readonly rng?: Rng;
}

/** A token of a sequence. */
export interface SampledToken {
  readonly id: number;
  /** log p of the token given those before, natural: by the model itself, before all that the options change. */
  readonly logProbability: number;
}

/**
 * Draws a sequence token by token, each given those before; with temperature 0 it is greedy decoding.
 *
 * @param decoder what draws.
 * @param first how the sequence begins: what the decoder made of all that came before, with one row, [1, V].
 * @param options see {@link SampleSequenceOptions}. The repetition penalty counts the tokens of this sequence.
 * @throws RangeError for an option out of range, or logits that give no distribution.
 * @example
 * ```ts
 * import { sampleSequence } from "@unroll/tasks";
 * import { embedding, tensor } from "@unroll/tensor";
 *
 * using transitions = tensor([[0.1, 0.8, 0.1], [0.2, 0.1, 0.7], [0, 0, 1]]).log(); // row i: what comes after i
 * using first = tensor([[0.6, 0.4, 0]]).log();
 * const step = (ids: Int32Array) => ({ logits: embedding(tensor(ids), transitions), state: {} });
 * const decoder = { step, selectRows: () => ({}) };
 * const options = { maxTokens: 9, end: 2, temperature: 0 };
 * Array.from(sampleSequence(decoder, { logits: first, state: {} }, options), ({ id }) => id); // => [0, 1, 2]
 * ```
 */
export function* sampleSequence<State extends StateTensors<State>>(
  decoder: Decoder<State>,
  first: DecoderOutput<State>,
  options: SampleSequenceOptions,
): Generator<SampledToken, void, void> {
  const { maxTokens, end, rng = defaultRng() } = options;
  requireSamplingOptions("sampleSequence", options);
  if (!(Number.isSafeInteger(maxTokens) && maxTokens >= 1)) {
    throw new RangeError(`sampleSequence: maxTokens must be a positive integer; got ${maxTokens}`);
  }
  const seen = new Set<number>();
  let carried: CarriedState<State> | undefined;
  const draw = ({ logits, state }: DecoderOutput<State>): SampledToken => {
    if (carried === undefined) carried = new CarriedState(state);
    else carried.assign(state);
    const row = logits.data();
    const id = sampleToken(row, rng, options, seen);
    return { id, logProbability: row[id]! - logits.logsumexp().item() };
  };
  try {
    let token = noGrad(() => scope(() => draw(first), "sampleSequence"));
    for (let length = 1; ; length++) {
      yield token;
      if (token.id === end || length === maxTokens) return;
      seen.add(token.id);
      const { tensors } = carried as unknown as CarriedState<State>;
      token = noGrad(() => scope(() => draw(decoder.step(Int32Array.of(token.id), tensors)), "sampleSequence"));
    }
  } finally {
    (carried as CarriedState<State> | undefined)?.dispose();
  }
}
