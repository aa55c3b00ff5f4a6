import type { JSX } from "preact";
import { Equation, V, W } from "../notation/equation.tsx";

/** The factor of each network, and what keeps it near one. */
export function Gates(): JSX.Element {
  return (
    <section class="inside" id="gates" tabIndex={-1} aria-labelledby="gates-title">
      <h2 id="gates-title">Why gates help</h2>
      <div class="inside-text">
        <p>
          An RNN writes its whole state anew at every step. So each factor contains the recurrent weights and the slope
          of tanh, which is at most one: with the usual small first weights the product shrinks.
        </p>
        <p>
          GRU and LSTM <em>add</em> to their state instead. Most of it is handed on, multiplied by a gate and by nothing
          else, and where the gate is near one, so is the factor. The LSTM hands on two states: its way back leads along
          the cell state <V>c</V>, while the chart shows the gradient at <V>h</V>, as for the others.
        </p>
        <p>
          A gate is σ of a sum that contains a number to be learnt, its <em>bias</em>. Near 0 the gate stands half open.
          The choice “open” begins with the logarithm of the distance for the GRU’s <V>z</V> and the LSTM’s <V>f</V>: of
          what the first letter wrote, more than a third is then still there at the end (Tallec and Ollivier 2018).
        </p>
      </div>
      <dl class="equations">
        <Equation
          meaning="RNN: everything passes through the weights and tanh"
          left={<V>h</V>}
          right={
            <>
              tanh(
              <W of="x" /> <V>x</V> + <W of="h" /> <V>h′</V>)
            </>
          }
        />
        <Equation
          meaning="GRU: the update gate z keeps, 1 − z renews"
          left={<V>h</V>}
          right={
            <>
              (1 − <V>z</V>) ∗ <V>n</V> + <V>z</V> ∗ <V>h′</V>
            </>
          }
        />
        <Equation
          meaning="LSTM: the forget gate f keeps, the input gate i writes"
          left={<V>c</V>}
          right={
            <>
              <V>f</V> ∗ <V>c′</V> + <V>i</V> ∗ <V>g</V>
            </>
          }
        />
        <Equation
          meaning="LSTM: the output gate o decides what of it is shown"
          left={<V>h</V>}
          right={
            <>
              <V>o</V> ∗ tanh(<V>c</V>)
            </>
          }
        />
      </dl>
    </section>
  );
}
