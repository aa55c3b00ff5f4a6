import { noGrad, scope, type Tensor, tensor } from "@unroll/tensor";
import { CarriedState, type StateTensors } from "./carried-state.ts";
import type { Decoder, DecoderOutput } from "./decoder.ts";
import { keepTokens } from "./filters.ts";
import { type LengthNormalization, lengthPenalty } from "./length-penalty.ts";

/** The widest beam: what each hypothesis may become is put in order at every step, the square of this. */
const WIDEST = 1000;

/** Options of {@link beamSearch}. */
export interface BeamSearchOptions {
  /** How many hypotheses are followed side by side: 1 takes the likeliest token each time. At most 1000. Default 4. */
  readonly beamSize?: number;
  /** How many hypotheses to give back, the best first: at most `beamSize`. Default: that many. */
  readonly nBest?: number;
  /** The longest sequence, its end token included. */
  readonly maxTokens: number;
  /** The token with which a sequence ends. Default: none, every hypothesis has `maxTokens` tokens. */
  readonly end?: number;
  /** The ids of the only tokens that may come, in any order. The log-probabilities stay the model's. Default: all. */
  readonly allowed?: Iterable<number>;
  /** Whether a hypothesis ends with its last token, beside those that end with `end`. Default: none does. */
  readonly isComplete?: (ids: Int32Array) => boolean;
  /** alpha of {@link lengthPenalty}: above 0 it favours long sequences. Default 0. */
  readonly lengthPenalty?: number;
  /** Which formula of {@link lengthPenalty}. Default "gnmt". */
  readonly lengthNormalization?: LengthNormalization;
}

/** A sequence that {@link beamSearch} found. */
export interface Hypothesis {
  /** Its tokens; the last is the end token if it has one. */
  readonly ids: Int32Array;
  /** log p of each of them given those before, natural. */
  readonly logProbabilities: Float64Array;
  /** log p of the whole: the sum of these. */
  readonly logProbability: number;
  /** What they are ranked by: logProbability / lengthPenalty. */
  readonly score: number;
  /** Whether it ended by itself, and not because `maxTokens` were reached. */
  readonly complete: boolean;
}

/** The last token of a hypothesis; the tokens before are its ancestors. */
interface Node {
  readonly parent: Node | undefined;
  /** Its row in the state: the place of the parent among the live hypotheses. */
  readonly row: number;
  readonly id: number;
  readonly logProbability: number;
  readonly total: number;
  readonly length: number;
}

interface Finished {
  readonly node: Node;
  readonly score: number;
  readonly complete: boolean;
}

/**
 * Looks for the likeliest sequences, following the best `beamSize` beginnings side by side.
 *
 * ```
 * score(y) = log p(y) / lengthPenalty(|y|),    log p(y) = sum_t log p(y_t | y_1 ... y_{t-1})
 * ```
 *
 * At each step every hypothesis is continued by every token, and the likeliest of all continuations stay. One that ends is put aside and
 * gives up its place: the beam narrows, and the search is over when it is empty, when `maxTokens` are reached, or when no hypothesis
 * that is alive could still be among the `nBest`. So a beam of 1 is greedy decoding, whatever the length penalty, and a beam that holds all
 * beginnings finds the best sequences there are. Of equal continuations the one of the better hypothesis comes first, then the one
 * with the lower id.
 *
 * Sutskever, Vinyals, Le 2014, "Sequence to Sequence Learning with Neural Networks", section 3.2; Graves 2012, "Sequence Transduction with
 * Recurrent Neural Networks".
 *
 * @param decoder what is searched.
 * @param first how the sequence begins: what the decoder made of all that came before, with one row, [1, V].
 * @param options see {@link BeamSearchOptions}.
 * @returns the best first; fewer than `nBest` where there are not so many sequences.
 * @throws RangeError for an option out of range, or a decoder whose output is NaN.
 * @example
 * ```ts
 * import { beamSearch } from "@unroll/tasks";
 * import { embedding, scope, tensor } from "@unroll/tensor";
 *
 * // Row i: how likely 0, 1 and 2 (the end) are after i. The likeliest first token, 0, leads nowhere.
 * using transitions = tensor([[0.34, 0.33, 0.33], [0.05, 0.05, 0.9], [0, 0, 1]]).log();
 * const step = (ids: Int32Array) => ({ logits: embedding(tensor(ids), transitions), state: {} });
 * const decoder = { step, selectRows: () => ({}) };
 * const [best] = scope(() => {
 *   const first = { logits: tensor([[0.6, 0.4, 0]]).log(), state: {} };
 *   return beamSearch(decoder, first, { beamSize: 2, maxTokens: 5, end: 2 });
 * });
 * best?.ids; // => [1, 2]
 * best?.logProbability; // => -1.02
 * ```
 */
export function beamSearch<State extends StateTensors<State>>(
  decoder: Decoder<State>,
  first: DecoderOutput<State>,
  options: BeamSearchOptions,
): Hypothesis[] {
  const search = beamSearchInPieces(decoder, first, options);
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
}

/** The same in pieces: a caller that must not block breathes between them. */
export function* beamSearchInPieces<State extends StateTensors<State>>(
  decoder: Decoder<State>,
  first: DecoderOutput<State>,
  options: BeamSearchOptions,
): Generator<void, Hypothesis[], void> {
  requireBeamOptions("beamSearch", options);
  const { beamSize = 4, nBest = beamSize, maxTokens, end, isComplete } = options;
  const allowed = options.allowed === undefined ? undefined : [...options.allowed];
  const alpha = options.lengthPenalty ?? 0;
  const penalty = (length: number): number => lengthPenalty(length, alpha, options.lengthNormalization);
  const longest = penalty(maxTokens);
  const finished: Finished[] = [];
  const finish = (node: Node, complete: boolean): void => {
    finished.push({ node, score: node.total / penalty(node.length), complete });
  };
  let live: Node[] = [];

  /** Continues the live hypotheses by one token; the state of those that stay alive. */
  const advance = ({ logits, state }: DecoderOutput<State>): State => {
    const continuations = likeliest(live, logits, beamSize - finished.length, allowed);
    live = [];
    for (const node of continuations) {
      if (node.id === end || isComplete?.(idsOf(node))) finish(node, true);
      else live.push(node);
    }
    return live.length === 0
      ? state
      : decoder.selectRows(
          state,
          Int32Array.from(live, ({ row }) => row),
        );
  };
  /** Whether the nBest are known. A live hypothesis can only lose log-probability, and be divided by no more than `longest`. */
  const settled = (): boolean => {
    const best = live[0];
    if (best === undefined) return true;
    const scores = finished.map(({ score }) => score).sort((a, b) => b - a);
    return (scores[nBest - 1] ?? Number.NEGATIVE_INFINITY) >= best.total / longest;
  };

  const carried = noGrad(() => scope(() => new CarriedState(advance(first)), "beamSearch"));
  try {
    for (let length = 1; length < maxTokens && !settled(); length++) {
      yield;
      const ids = Int32Array.from(live, ({ id }) => id);
      noGrad(() => scope(() => carried.assign(advance(decoder.step(ids, carried.tensors))), "beamSearch"));
    }
  } finally {
    carried.dispose();
  }
  for (const node of live) if (node.length === maxTokens) finish(node, false);
  finished.sort((a, b) => b.score - a.score);
  return finished.slice(0, nBest).map(({ node, score, complete }) => {
    const logProbabilities = Float64Array.from(pathOf(node), ({ logProbability }) => logProbability);
    return { ids: idsOf(node), logProbabilities, logProbability: node.total, score, complete };
  });
}

/** @throws RangeError naming the caller and the first option that is out of range. */
export function requireBeamOptions(caller: string, options: BeamSearchOptions): void {
  const { beamSize = 4, nBest = beamSize, maxTokens, lengthPenalty: alpha = 0 } = options;
  if (!(Number.isSafeInteger(beamSize) && beamSize >= 1 && beamSize <= WIDEST)) {
    throw new RangeError(`${caller}: beamSize must be an integer from 1 to ${WIDEST}; got ${beamSize}`);
  }
  if (!(Number.isSafeInteger(nBest) && nBest >= 1 && nBest <= beamSize)) {
    throw new RangeError(`${caller}: nBest must be an integer from 1 to beamSize=${beamSize}; got ${nBest}`);
  }
  if (!(Number.isSafeInteger(maxTokens) && maxTokens >= 1)) {
    throw new RangeError(`${caller}: maxTokens must be a positive integer; got ${maxTokens}`);
  }
  if (!(alpha >= 0 && alpha < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${caller}: lengthPenalty must be at least 0; got ${alpha}`);
  }
}

/** The `count` likeliest continuations of hypotheses, likeliest first. No hypotheses: of the beginning. */
function likeliest(
  hypotheses: readonly Node[],
  logits: Tensor,
  count: number,
  allowed: readonly number[] | undefined,
): Node[] {
  const vocabSize = logits.shape[1] as number;
  const width = Math.min(count, vocabSize); // no hypothesis has more among the likeliest of all
  let logProbabilities = logits.logSoftmax(); // [N, V]
  if (allowed !== undefined) {
    logProbabilities = logProbabilities.add(tensor(keepTokens(new Float32Array(vocabSize), allowed)));
  }
  const { values, indices } = logProbabilities.topk(width); // [N, width]
  const ids = indices.data();
  const candidates: Node[] = [];
  values.data().forEach((logProbability, i) => {
    if (Number.isNaN(logProbability)) throw new RangeError("beamSearch: logits must be numbers; got NaN");
    if (logProbability === Number.NEGATIVE_INFINITY) return;
    const row = Math.floor(i / width);
    const parent = hypotheses[row];
    const total = (parent?.total ?? 0) + logProbability;
    candidates.push({ parent, row, id: ids[i]!, logProbability, total, length: (parent?.length ?? 0) + 1 });
  });
  candidates.sort((a, b) => b.total - a.total || a.row - b.row || a.id - b.id);
  return candidates.slice(0, count);
}

/** The nodes of a hypothesis from its first token on. */
function pathOf(node: Node): Node[] {
  const path: Node[] = [];
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) path.push(at);
  return path.reverse();
}

function idsOf(node: Node): Int32Array {
  return Int32Array.from(pathOf(node), ({ id }) => id);
}
