import { AnomalyError, isDetectingAnomaly, type Module, setDetectAnomaly } from "@unroll/tensor";

/**
 * Where numbers first stopped being finite: in the weights, or in the operation that is found by doing the step again with every
 * result checked.
 *
 * @param again does the step that failed once more, without changing the weights.
 */
export function whereNotFinite(model: Module, again: () => void): string {
  for (const [name, parameter] of model.namedParameters()) {
    const at = parameter.data().findIndex((value) => !Number.isFinite(value));
    if (at >= 0) return `first seen in the weights ${name}, element ${at}`;
  }
  const before = isDetectingAnomaly();
  setDetectAnomaly(true);
  try {
    again();
  } catch (error) {
    if (error instanceof AnomalyError) return `first seen in ${error.message}`;
  } finally {
    setDetectAnomaly(before);
  }
  return "first seen in the norm of the gradients, which are finite one by one";
}
