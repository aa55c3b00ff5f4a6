import {
  embedding,
  type FloatDType,
  formatShape,
  Module,
  type Parameter,
  ShapeError,
  type Tensor,
} from "@unroll/tensor";
import { createParameter, normalInitializer, type ParameterOptions } from "./initializers.ts";
import { requireSizes } from "./sizes.ts";

/** Options of {@link Embedding}. */
export interface EmbeddingOptions<D extends FloatDType = "float32"> extends ParameterOptions<D> {
  /**
   * W of another layer, which is then trained through both: tied weights, as of the last layer of a language model. Press and Wolf 2017,
   * "Using the Output Embedding to Improve Language Models". Default: a parameter of its own.
   */
  readonly weight?: Parameter<D>;
}

/**
 * A table of vectors, one for each id: how symbols enter a network.
 *
 * ```
 * y_i = W[ids_i]
 * ```
 *
 * State: `weight` W [numEmbeddings, embeddingSize], first drawn from the normal distribution with mean 0 and standard
 * deviation 1, as in PyTorch.
 *
 * @example
 * ```ts
 * import { Embedding } from "@unroll/nn";
 * import { tensor } from "@unroll/tensor";
 * const layer = new Embedding(100, 8);
 * layer.forward(tensor(new Int32Array([5, 99, 5]))).shape; // => [3, 8]
 * ```
 */
export class Embedding<D extends FloatDType = "float32"> extends Module {
  readonly numEmbeddings: number;
  readonly embeddingSize: number;
  /** W [numEmbeddings, embeddingSize] */
  readonly weight: Parameter<D>;

  /**
   * @param options `weight`: default one of its own; `dtype`: default `"float32"`; `rng`: default the realm's generator.
   * @throws RangeError when a size is not a positive integer; ShapeError when the given weight has another shape.
   */
  constructor(numEmbeddings: number, embeddingSize: number, options: EmbeddingOptions<D> = {}) {
    super();
    requireSizes("Embedding", { numEmbeddings, embeddingSize });
    this.numEmbeddings = numEmbeddings;
    this.embeddingSize = embeddingSize;
    const shape = [numEmbeddings, embeddingSize];
    const { weight } = options;
    if (weight !== undefined && formatShape(weight.shape) !== formatShape(shape)) {
      throw new ShapeError(
        `Embedding: weight must have shape [numEmbeddings=${numEmbeddings}, embeddingSize=${embeddingSize}]; got ${formatShape(weight.shape)}`,
      );
    }
    this.weight = weight ?? createParameter(shape, normalInitializer(), options);
  }

  /**
   * @param ids int32 [...], each from 0 to numEmbeddings - 1.
   * @returns [..., embeddingSize]
   * @throws RangeError naming the first id that is not in the table; DTypeError when the ids are not int32.
   */
  forward(ids: Tensor<"int32">): Tensor<D> {
    return embedding(ids, this.weight);
  }
}
