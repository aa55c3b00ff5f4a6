import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { formatCount } from "../format.ts";
import { MatrixOf } from "../notation/matrix.tsx";
import { visible } from "../notation/visible.ts";
import { Choice } from "../training/choice.tsx";
import { Readout } from "../training/readout.tsx";
import { DL, Weight } from "./derivative.tsx";
import { type Trace, type WeightName, weightNames } from "./protocol.ts";
import { GradientQuantity } from "./quantity.tsx";

interface WholeGradientProps {
  trace: Trace;
  onLearn(steps: number): void;
  onForget(): void;
}

const titles: Readonly<Record<WeightName, string>> = { hh: "W hh", xh: "W xh", b: "b", hy: "W hy" };
const options: readonly { value: WeightName; title: string }[] = weightNames.map((value) => ({
  value,
  title: titles[value],
}));

/** The gradient of a weight as the sum of the steps' shares, and what becomes of the loss when it is followed. */
export function WholeGradient({ trace, onLearn, onForget }: WholeGradientProps): JSX.Element {
  const [name, setName] = useState<WeightName>("hh");
  const columns = name === "xh" ? trace.characters.map(visible) : undefined;
  return (
    <section class="whole-gradient" id="sum" tabIndex={-1} aria-labelledby="sum-title">
      <h2 id="sum-title">The sum of the shares</h2>
      <p class="prose">
        Unrolled, the network has a column for every step, but there is only one set of weights. So the gradient of a
        weight is the sum of what every step says about it, and the weights move once, after the whole text. This is
        backpropagation through time (Werbos 1990).
      </p>
      <Choice legend="Weight" options={options} value={name} onChange={(chosen) => setName(chosen)} />
      <ol class="shares" aria-label="The share of every step">
        {trace.steps.map(({ shares }, t) => (
          <li key={t}>
            <span class="quantity-source">
              {t > 0 && "+ "}step {t + 1}
            </span>
            <MatrixOf rows={shares[name].value} label={`Share of step ${t + 1}`} columns={columns} digits={3} />
          </li>
        ))}
      </ol>
      <dl class="quantities">
        <GradientQuantity
          formula={<DL by={<Weight name={name} />} />}
          meaning="the sum of all shares"
          label={`dL by d${titles[name]}`}
          columns={columns}
          gradient={trace.gradients[name]}
        />
      </dl>
      <div class="descent">
        <div class="controls-buttons">
          <button type="button" class="button button-main" onClick={() => onLearn(1)}>
            Learn once
          </button>
          <button type="button" class="button" onClick={() => onLearn(20)}>
            20 times
          </button>
          <button type="button" class="button" aria-disabled={trace.learnt === 0} onClick={onForget}>
            Forget
          </button>
        </div>
        <dl class="descent-figures">
          <Readout name="Loss L" value={trace.loss.toFixed(3)} unit={`nats over ${trace.steps.length} steps`} main />
          <Readout name="Steps of descent" value={formatCount(trace.learnt)} unit="W ← W − 0.2 ∂L/∂W" />
        </dl>
      </div>
    </section>
  );
}
