import { Buffer, copyValues, type DType, type Tensor } from "@unroll/tensor";

/** What a decoder remembers from step to step: tensors by name. */
export type StateTensors<State> = { readonly [Name in keyof State]: Tensor<DType> };

/**
 * The state of a decoder between steps, in persistent memory of its own: steps run in scopes that take their tensors with them, and
 * the event loop may turn in between. It is overwritten in place, so that nothing grows with the number of steps.
 */
export class CarriedState<State extends StateTensors<State>> {
  #buffers: Map<string, Buffer<DType>> = new Map();

  /** @param initial its values, which are copied. */
  constructor(initial: State) {
    this.assign(initial);
  }

  /** The tensors, valid until the next {@link assign}. */
  get tensors(): State {
    return Object.fromEntries(this.#buffers) as unknown as State;
  }

  /** Takes over the values of another state with the same names; the number of rows may differ. */
  assign(state: State): void {
    for (const [name, value] of Object.entries<Tensor<DType>>(state)) {
      const buffer = this.#buffers.get(name);
      if (buffer !== undefined && String(buffer.shape) === String(value.shape)) {
        copyValues(buffer, value);
        continue;
      }
      const next = new Buffer(value);
      buffer?.dispose();
      this.#buffers.set(name, next);
    }
  }

  dispose(): void {
    for (const buffer of this.#buffers.values()) buffer.dispose();
    this.#buffers.clear();
  }
}
