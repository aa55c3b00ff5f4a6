import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { formatScientific } from "../format.ts";
import { Arrow } from "../notation/arrow.tsx";
import { V } from "../notation/equation.tsx";
import { Fraction } from "../notation/fraction.tsx";

const steps = [1, 5, 20, 50, 100];

/** The gradient of a loss with respect to an early state, as the product that it is. */
export function Chain(): JSX.Element {
  const [factor, setFactor] = useState(0.7);
  const id = useId();
  return (
    <section class="chain" id="chain" tabIndex={-1} aria-labelledby="chain-title">
      <h2 id="chain-title">A chain of factors</h2>
      <div class="chain-text">
        <p>
          To learn from a mistake at the end, a network asks of every state on the way: had it been a little different,
          what would have become of the loss? For the first state the answer has to come all the way back, from state to
          state, and each step multiplies it by one more <dfn>factor</dfn>.
        </p>
        <p>
          Where the factors are small, so is their product: the loss says a lot about the last states and almost nothing
          about the first. This is the <dfn>vanishing gradient</dfn> (Hochreiter 1991; Bengio et al. 1994). What
          happened long ago may decide the answer, and still the network is never told.
        </p>
      </div>
      <Unrolled factor={factor} />
      <p class="chain-formula">
        <span class="chain-group" role="math" aria-label={spoken}>
          <D of="Loss" at="4" by="1" />
          <span>=</span>
          <D of="h" at="2" by="1" />
          <span>×</span>
          <D of="h" at="3" by="2" />
          <span>×</span>
          <D of="h" at="4" by="3" />
          <span>×</span>
          <D of="Loss" at="4" by="4" />
        </span>
      </p>
      <div class="chain-try">
        <div class="temperature">
          <label for={id}>
            If every factor were <output for={id}>{factor.toFixed(2)}</output>
          </label>
          <input
            id={id}
            type="range"
            min={0.4}
            max={1.2}
            step={0.01}
            value={factor}
            onInput={(event) => setFactor(event.currentTarget.valueAsNumber)}
          />
        </div>
        <dl class="chain-left">
          {steps.map((count) => (
            <div key={count}>
              <dt>{count === 1 ? "after 1 step" : `after ${count}`}</dt>
              <dd>{formatScientific(factor ** count)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}

const spoken =
  "The derivative of the loss at step 4 by the state at step 1 is the product of: h of 2 by h of 1, h of 3 by h of 2, h of 4 by h of 3, and the loss at step 4 by h of 4.";

/** A derivative by a state. */
function D({ of, at, by }: { of: "Loss" | "h"; at: string; by: string }): JSX.Element {
  return (
    <Fraction
      over={
        <>
          ∂{of === "h" ? <V>h</V> : of}({at})
        </>
      }
      under={
        <>
          ∂<V>h</V>({by})
        </>
      }
    />
  );
}

/** Four steps forwards, and the gradient on its way back: each arrow as strong as what is left of it. */
function Unrolled({ factor }: { factor: number }): JSX.Element {
  const pitch = 128;
  const x = (step: number): number => 44 + (step - 1) * pitch;
  return (
    <svg
      class="unrolled chain-picture"
      viewBox="0 0 472 214"
      role="img"
      aria-label="Four steps of a network. The states lead from the first to the last, and from there to the loss. The gradient comes back the same way, and is multiplied by a factor at each step."
    >
      {[1, 2, 3, 4].map((step) => (
        <g key={step}>
          <Arrow from={[x(step), 188]} to={[x(step), 162]} />
          <rect x={x(step) - 32} y={112} width={64} height={48} rx={3} />
          <text class="unrolled-letter" x={x(step)} y={143}>
            <tspan class="unrolled-variable">h</tspan>({step})
          </text>
          <text class="unrolled-letter" x={x(step)} y={208}>
            <tspan class="unrolled-variable">x</tspan>({step})
          </text>
          {step < 4 && <Arrow from={[x(step) + 34, 146]} to={[x(step + 1) - 34, 146]} />}
          {step < 4 && <Back step={step} left={factor ** (4 - step)} x={x} />}
        </g>
      ))}
      <Arrow from={[x(4), 110]} to={[x(4), 36]} />
      <path class="gradient-arrow" style={{ "--left": "1" }} d={`M${x(4) - 12} 36V104m-5 -8l5 8l5 -8`} />
      <text class="unrolled-letter" x={x(4)} y={24}>
        Loss(4)
      </text>
    </svg>
  );
}

/** From a state to the one before. */
function Back({ step, left, x }: { step: number; left: number; x(step: number): number }): JSX.Element {
  const [from, to] = [x(step + 1) - 32, x(step) + 36];
  const middle = (from + to) / 2;
  return (
    <>
      <path
        class="gradient-arrow"
        style={{ "--left": String(Math.min(1.7, left)) }}
        d={`M${from} 126H${to}m8 -5l-8 5l8 5`}
      />
      <g class="gradient-factor">
        <text x={middle} y={84}>
          ∂<tspan class="unrolled-variable">h</tspan>({step + 1})
        </text>
        <path d={`M${middle - 22} 90h44`} />
        <text x={middle} y={106}>
          ∂<tspan class="unrolled-variable">h</tspan>({step})
        </text>
      </g>
    </>
  );
}
