import type { ComponentChildren, JSX } from "preact";
import { V, W } from "../notation/equation.tsx";
import { Fraction } from "../notation/fraction.tsx";
import type { WeightName } from "./protocol.ts";

/** The derivative of the whole loss. */
export function DL({ by, of = <V>L</V> }: { by: ComponentChildren; of?: ComponentChildren }): JSX.Element {
  return <Fraction over={<>∂{of}</>} under={<>∂{by}</>} />;
}

/** A weight by its name. */
export function Weight({ name }: { name: WeightName }): JSX.Element {
  return name === "b" ? <V>b</V> : <W of={name} />;
}

/** A quantity at a time step. */
export function At({ of, t }: { of: string; t: string | number }): JSX.Element {
  return (
    <>
      <V>{of}</V>({t})
    </>
  );
}
