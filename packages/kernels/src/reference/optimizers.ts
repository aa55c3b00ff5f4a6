import type { Address, Segments, TrainingKernels } from "../backend.ts";
import type { FloatMemory } from "./memory.ts";

/** One row of the table of parameters. */
interface Segment {
  readonly parameter: Address;
  readonly gradient: Address;
  readonly moment1: Address;
  readonly moment2: Address;
  readonly count: number;
}

function segments(memory: FloatMemory, call: Segments): Segment[] {
  const ints = memory.ints();
  const result: Segment[] = [];
  for (let s = 0; s < call.segments; s++) {
    // Addresses above 2^31 come out of an int32 negative.
    const at = (column: number): number => ints[call.table / 4 + 5 * s + column]! >>> 0;
    result.push({ parameter: at(0), gradient: at(1), moment1: at(2), moment2: at(3), count: at(4) });
  }
  return result;
}

/** Updates of all parameters in one call each. */
export function optimizers(
  memory: FloatMemory,
): Pick<TrainingKernels, "sumSquares" | "scaleGradients" | "adam" | "sgd" | "rmsProp" | "adagrad"> {
  const { width } = memory;
  return {
    sumSquares(call) {
      const floats = memory.floats();
      let sum = 0;
      for (const { gradient, count } of segments(memory, call)) {
        const g = gradient / width;
        for (let i = 0; i < count; i++) sum += floats[g + i]! * floats[g + i]!;
      }
      return sum;
    },

    scaleGradients(call, factor) {
      const floats = memory.floats();
      for (const { gradient, count } of segments(memory, call)) {
        const g = gradient / width;
        for (let i = 0; i < count; i++) floats[g + i] = floats[g + i]! * factor;
      }
    },

    // Kingma and Ba 2015, algorithm 1; decoupled decay: Loshchilov and Hutter 2019, algorithm 2.
    adam(call) {
      const { learningRate, beta1, beta2, epsilon, weightDecay, decoupled, correction1, correction2 } = call;
      const floats = memory.floats();
      for (const { parameter, gradient, moment1, moment2, count } of segments(memory, call)) {
        for (let i = 0; i < count; i++) {
          let p = floats[parameter / width + i]!;
          let g = call.gradientScale * floats[gradient / width + i]!;
          if (decoupled) p -= learningRate * weightDecay * p;
          else g += weightDecay * p;
          const m = beta1 * floats[moment1 / width + i]! + (1 - beta1) * g;
          const v = beta2 * floats[moment2 / width + i]! + (1 - beta2) * g * g;
          floats[moment1 / width + i] = m;
          floats[moment2 / width + i] = v;
          floats[parameter / width + i] =
            p - (learningRate * (m / correction1)) / (Math.sqrt(v / correction2) + epsilon);
        }
      }
    },

    sgd(call) {
      const { learningRate, momentum, dampening, nesterov, weightDecay, gradientScale } = call;
      const floats = memory.floats();
      for (const { parameter, gradient, moment1, count } of segments(memory, call)) {
        for (let i = 0; i < count; i++) {
          const p = floats[parameter / width + i]!;
          let g = gradientScale * floats[gradient / width + i]! + weightDecay * p;
          if (momentum !== 0) {
            const m = momentum * floats[moment1 / width + i]! + (1 - dampening) * g;
            floats[moment1 / width + i] = m;
            g = nesterov ? g + momentum * m : m;
          }
          floats[parameter / width + i] = p - learningRate * g;
        }
      }
    },

    rmsProp(call) {
      const { learningRate, alpha, epsilon, momentum, weightDecay, gradientScale } = call;
      const floats = memory.floats();
      for (const { parameter, gradient, moment1, moment2, count } of segments(memory, call)) {
        for (let i = 0; i < count; i++) {
          const p = floats[parameter / width + i]!;
          const g = gradientScale * floats[gradient / width + i]! + weightDecay * p;
          const v = alpha * floats[moment2 / width + i]! + (1 - alpha) * g * g;
          floats[moment2 / width + i] = v;
          let step = g / (Math.sqrt(v) + epsilon);
          if (momentum !== 0) {
            step += momentum * floats[moment1 / width + i]!;
            floats[moment1 / width + i] = step;
          }
          floats[parameter / width + i] = p - learningRate * step;
        }
      }
    },

    // Duchi, Hazan and Singer 2011
    adagrad(call) {
      const { learningRate, epsilon, weightDecay, gradientScale } = call;
      const floats = memory.floats();
      for (const { parameter, gradient, moment2, count } of segments(memory, call)) {
        for (let i = 0; i < count; i++) {
          const p = floats[parameter / width + i]!;
          const g = gradientScale * floats[gradient / width + i]! + weightDecay * p;
          const v = floats[moment2 / width + i]! + g * g;
          floats[moment2 / width + i] = v;
          floats[parameter / width + i] = p - (learningRate * g) / (Math.sqrt(v) + epsilon);
        }
      }
    },
  };
}
