import { type Module, noGrad, type Parameter, scope } from "@unroll/tensor";
import type { UnknownToken } from "./task.ts";

/** Something that a run shows about itself. */
export interface Diagnosis {
  readonly kind: "vanishing-gradient" | "only-unknown" | "no-better-than-unigram";
  /** One sentence for people. */
  readonly message: string;
}

/** A gradient that is so many times smaller than the largest does not train its weights. */
const VANISHED = 1e-6;

/** Nats by which a model has to be better than counting. */
const MARGIN = 0.005;

/**
 * Whether some weights get no gradient, or one so small beside the others that they stay as they are. Looks at the gradients that the
 * last step has left.
 */
export function vanishingGradients(model: Module): Diagnosis | null {
  const sizes = model
    .namedParameters()
    .flatMap(([name, parameter]) => (parameter.grad === null ? [] : [{ name, size: rootMeanSquare(parameter) }]));
  const largest = Math.max(0, ...sizes.map(({ size }) => size));
  const vanished = sizes.filter(({ size }) => size < VANISHED * largest);
  const [first] = vanished;
  if (first === undefined) return null;
  const others = vanished.length === 1 ? "" : ` and ${vanished.length - 1} more`;
  const amount =
    first.size === 0 ? "is 0" : `is ${(largest / first.size).toExponential(0)} times smaller than the largest`;
  return {
    kind: "vanishing-gradient",
    message: `the gradients vanish at ${first.name}${others}: ${first.name}'s ${amount}, so it learns nothing; fewer layers, gated cells or other first weights help`,
  };
}

function rootMeanSquare(parameter: Parameter): number {
  return noGrad(() => scope(() => Math.sqrt(parameter.grad!.square().mean().item()), "vanishingGradients"));
}

/** Whether a model writes nothing but the token for unknown ones. */
export function onlyUnknown(text: string, unknown: UnknownToken | null): Diagnosis | null {
  if (unknown === null || text.trim() === "" || text.replaceAll(unknown.token, "").trim() !== "") return null;
  const percent = (100 * unknown.share).toFixed(1);
  return {
    kind: "only-unknown",
    message: `all outputs are ${unknown.token}: it makes ${percent}% of the training data, and the model has learnt little else; a larger vocabulary, subwords or a longer run help`,
  };
}

/** Whether a model is no better than one that only counts how frequent each token is. */
export function noBetterThanUnigram(loss: number, unigramLoss: number | null): Diagnosis | null {
  if (unigramLoss === null || loss < unigramLoss - MARGIN) return null;
  return {
    kind: "no-better-than-unigram",
    message: `the model does no better than the unigram baseline: its loss on held-out data is ${loss.toFixed(3)}, that of counting how frequent each token is ${unigramLoss.toFixed(3)}; another learning rate or a longer run may help`,
  };
}
