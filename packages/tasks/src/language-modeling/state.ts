import { Buffer, scope, zeros } from "@unroll/tensor";
import type { LanguageModel } from "./model.ts";

/**
 * The state of a model between calls, [numLayers, B, H], zeros at first. It is persistent and overwritten in place: the event loop may
 * turn between two calls, and whatever scopes others open and close meanwhile do not touch it.
 */
export function carriedState(model: LanguageModel, batch: number): Buffer<"float32"> {
  const { numLayers, hiddenSize } = model.config;
  return scope(() => new Buffer(zeros([numLayers, batch, hiddenSize])), "carriedState");
}
