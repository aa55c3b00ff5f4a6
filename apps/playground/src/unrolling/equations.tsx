import type { JSX } from "preact";
import { Equation, V, W } from "../notation/equation.tsx";
import { At, DL } from "./derivative.tsx";

/** The equations of the network and of its gradient. */
export function Equations(): JSX.Element {
  return (
    <section class="inside" id="equations" tabIndex={-1} aria-labelledby="equations-title">
      <h2 id="equations-title">The equations</h2>
      <div class="inside-text">
        <p>
          The size of the network does not depend on the length of the text: every column has the same <W of="xh" />,{" "}
          <W of="hh" />, <V>b</V> and <W of="hy" />. The columns must be computed one after the other, though: step 4
          waits for step 3.
        </p>
        <p>
          While it learns, each step is fed the <em>correct</em> character, whatever the network said:{" "}
          <dfn>teacher forcing</dfn>. Fed its own guesses it would, after the first mistake, be asked about a text that
          nobody wrote. When it writes by itself, it has nothing else.
        </p>
        <p>
          Whether a gradient is right can be asked of the loss itself: move one number a little up and a little down,
          and see how much the loss moves. These <dfn>central differences</dfn> need two whole runs for every single
          number. Backpropagation finds them all in one walk back.
        </p>
      </div>
      <dl class="equations">
        <Equation
          meaning="the state, from the character and the last state"
          left={<At of="h" t="t" />}
          right={
            <>
              tanh(
              <W of="xh" /> <At of="x" t="t" /> + <W of="hh" /> <At of="h" t="t−1" /> + <V>b</V>)
            </>
          }
        />
        <Equation
          meaning="the output: how likely each character is to be next"
          left={<At of="y" t="t" />}
          right={
            <>
              softmax(
              <W of="hy" /> <At of="h" t="t" />)
            </>
          }
        />
        <Equation
          meaning="backwards: from the loss of the step itself, and from the next step"
          left={<DL by={<At of="h" t="t" />} />}
          right={
            <>
              <W of="hy" />
              <sup>⊤</sup>(<At of="y" t="t" /> − <At of="c" t="t" />) + <W of="hh" />
              <sup>⊤</sup> <DL by={<At of="a" t="t+1" />} />
            </>
          }
        />
        <Equation
          meaning="the recurrent weights: the sum of the shares of all steps"
          left={<DL by={<W of="hh" />} />}
          right={
            <>
              Σ<sub class="under">t</sub> <DL by={<At of="a" t="t" />} /> <At of="h" t="t−1" />
              <sup>⊤</sup>
            </>
          }
        />
      </dl>
    </section>
  );
}
