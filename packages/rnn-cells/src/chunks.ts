import { requireSizes } from "@unroll/nn";
import type { FloatDType, Tensor } from "@unroll/tensor";
import { requireLengths, requireShape } from "./checks.ts";
import type { Recurrent } from "./recurrent.ts";
import type { CellState } from "./recurrent-cell.ts";
import type { ForwardOptions, LayerOutput } from "./run-layers.ts";

/** The run over one chunk of a long sequence. */
export type ChunkOutput<S, D extends FloatDType = "float32"> = LayerOutput<S, D> & {
  /** The step of the whole sequence at which the chunk begins. */
  readonly start: number;
};

/**
 * Walks a long sequence in chunks, carrying the state without its history: backpropagation through time that is
 * truncated at the chunks' borders. Take the loss of each chunk and call `backward()` before going on to the next.
 *
 * The outputs are those of one run over everything; gradients do not cross borders. Williams and Peng 1990, "An
 * Efficient Gradient-Based Algorithm for On-Line Training of Recurrent Network Trajectories".
 *
 * @param layers of one direction.
 * @param x [B, T, I], or [T, I] without a batch.
 * @param chunkLength the steps of each chunk; the last may be shorter.
 * @param options `initialState` of the first chunk; `lengths` of the whole sequences.
 * @returns one after the other what `forward` gives for each chunk, with its `start`.
 * @throws RangeError when the layers are bidirectional, chunkLength is not a positive integer or a length is outside 0 to
 * T; ShapeError naming the argument and the shape it must have.
 * @example
 * ```ts
 * import { chunks, GRU } from "@unroll/rnn-cells";
 * import { rand } from "@unroll/tensor";
 * const gru = new GRU(5, 3);
 * const starts: number[] = [];
 * for (const { output, start } of chunks(gru, rand([2, 100, 5]), 35)) {
 *   output.square().mean().backward();
 *   starts.push(start);
 * }
 * starts; // => [0, 35, 70]
 * ```
 */
export function chunks<S extends CellState<D>, D extends FloatDType>(
  layers: Recurrent<S, D>,
  x: Tensor<D>,
  chunkLength: number,
  options: ForwardOptions<S> = {},
): Generator<ChunkOutput<S, D>, void, undefined> {
  requireSizes("chunks", { chunkLength });
  const { inputSize, bidirectional } = layers;
  if (bidirectional) {
    throw new RangeError(
      "chunks: a bidirectional layer reads whole sequences; its reverse direction begins at the end",
    );
  }
  const sequence = { time: undefined, inputSize };
  requireShape("chunks", "input", x, { batch: undefined, ...sequence }, sequence);
  const [batch, time] = x.rank === 3 ? (x.shape as [number, number]) : [1, x.shape[0] as number];
  const lengths = options.lengths && requireLengths("chunks", options.lengths, batch, time);
  return walk(layers, x, chunkLength, options.initialState, lengths);
}

function* walk<S extends CellState<D>, D extends FloatDType>(
  layers: Recurrent<S, D>,
  x: Tensor<D>,
  chunkLength: number,
  given: S | undefined,
  lengths: readonly number[] | undefined,
): Generator<ChunkOutput<S, D>, void, undefined> {
  const time = x.shape.at(-2) as number;
  let initialState = given;
  for (let start = 0; start < time; start += chunkLength) {
    const end = Math.min(start + chunkLength, time);
    const within = lengths?.map((length) => Math.min(Math.max(length - start, 0), end - start));
    const result = layers.forward(x.slice(-2, start, end), { initialState, lengths: within });
    yield { ...result, start };
    initialState = result.state.detach();
  }
}
