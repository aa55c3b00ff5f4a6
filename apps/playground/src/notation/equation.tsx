import type { ComponentChildren, JSX } from "preact";

interface EquationProps {
  left: ComponentChildren;
  right: ComponentChildren;
  meaning: string;
}

/** An equation and what it means. For a `dl`. */
export function Equation({ left, right, meaning }: EquationProps): JSX.Element {
  return (
    <div class="equation">
      <dt>
        {left} = {right}
      </dt>
      <dd>{meaning}</dd>
    </div>
  );
}

/** A variable. */
export function V({ children }: { children: string }): JSX.Element {
  return <var>{children}</var>;
}

/** A matrix of weights and what it is of. */
export function W({ of }: { of: string }): JSX.Element {
  return (
    <>
      <var>W</var>
      <sub>{of}</sub>
    </>
  );
}
