import type { JSX } from "preact";
import { V, W } from "../notation/equation.tsx";
import { visible } from "../notation/visible.ts";
import { At, DL } from "./derivative.tsx";
import type { Moment } from "./moments.ts";
import type { Step, Trace } from "./protocol.ts";
import { GradientQuantity, Quantity } from "./quantity.tsx";

/** Every quantity of the step where the walk stands. */
export function StepPanel({ trace, moment }: { trace: Trace; moment: Moment }): JSX.Element {
  const { characters, steps } = trace;
  const step = steps[moment.step]!;
  const columns = characters.map(visible);
  const t = moment.step + 1;
  const [read, target] = [visible(characters[step.read]), visible(characters[step.target])];
  return (
    <div class="step-panel">
      <h2 class="step-title" aria-live="polite">
        {moment.pass === "forward"
          ? `Step ${t}, forward: it reads “${read}” and should say “${target}”`
          : `Step ${t}, backward: what the loss says about it`}
      </h2>
      {moment.pass === "backward" && <Backward step={step} t={t} last={t === steps.length} columns={columns} />}
      <Forward step={step} t={t} columns={columns} target={target} />
    </div>
  );
}

interface PartProps {
  step: Step;
  t: number;
  columns: readonly string[];
}

function Forward({ step, t, columns, target }: PartProps & { target: string }): JSX.Element {
  return (
    <dl class="quantities">
      <Quantity
        formula={<At of="x" t={t} />}
        meaning="the character that is fed: 1 at its place"
        label={`x of ${t}`}
        columns={columns}
        value={step.x}
      />
      <Quantity
        formula={
          <>
            <At of="a" t={t} /> = <W of="xh" /> <At of="x" t={t} /> + <W of="hh" /> <At of="h" t={t - 1} /> + <V>b</V>
          </>
        }
        meaning={t === 1 ? "before tanh; h(0) is zero" : "before tanh: the character and the last state"}
        label={`a of ${t}`}
        value={step.sum}
      />
      <Quantity
        formula={
          <>
            <At of="h" t={t} /> = tanh(
            <At of="a" t={t} />)
          </>
        }
        meaning="the state, handed on"
        label={`h of ${t}`}
        value={step.h}
      />
      <Quantity
        formula={
          <>
            <At of="y" t={t} /> = softmax(
            <W of="hy" /> <At of="h" t={t} />)
          </>
        }
        meaning="a probability for every next character"
        label={`y of ${t}`}
        columns={columns}
        value={step.y}
      />
      <Quantity
        formula={
          <>
            loss({t}) = −ln <V>y</V>
            <sub>{target}</sub>({t})
          </>
        }
        meaning="of the right one; L is the sum over all steps"
        label={`loss of ${t}`}
        value={step.loss}
      />
    </dl>
  );
}

function Backward({ step, t, last, columns }: PartProps & { last: boolean }): JSX.Element {
  return (
    <dl class="quantities">
      <GradientQuantity
        formula={
          <>
            <DL by={<At of="h" t={t} />} /> = <W of="hy" />
            <sup>⊤</sup>(<At of="y" t={t} /> − <At of="c" t={t} />)
            {!last && (
              <>
                {" "}
                + <W of="hh" />
                <sup>⊤</sup> <DL by={<At of="a" t={t + 1} />} />
              </>
            )}
          </>
        }
        meaning={
          last
            ? "by way of its own loss; c(t) is 1 at the right character"
            : "by way of its own loss, and of the next state; c(t) is 1 at the right character"
        }
        label={`dL by dh of ${t}`}
        gradient={step.hidden}
      />
      {!last && (
        <>
          <Quantity
            formula={<span class="quantity-part">its first part</span>}
            meaning={`what loss(${t}) says`}
            label="by way of its own loss"
            value={step.hiddenNow}
          />
          <Quantity
            formula={<span class="quantity-part">its second part</span>}
            meaning="what all later losses say, handed back"
            label="by way of the next state"
            value={step.hiddenLater}
          />
        </>
      )}
      <GradientQuantity
        formula={
          <>
            <DL by={<At of="a" t={t} />} /> = (1 − <At of="h" t={t} />
            <sup>2</sup>) ∗ <DL by={<At of="h" t={t} />} />
          </>
        }
        meaning="through tanh; also the share of the bias b"
        label={`dL by da of ${t}`}
        gradient={step.beforeTanh}
      />
      <GradientQuantity
        formula={
          <>
            <DL by={<W of="hh" />} />
            <sub class="share">step {t}</sub> = <DL by={<At of="a" t={t} />} /> <At of="h" t={t - 1} />
            <sup>⊤</sup>
          </>
        }
        meaning={t === 1 ? "nothing: h(0) is zero" : "what this step adds to the gradient of the recurrent weights"}
        label={`share of step ${t} of dL by dW hh`}
        gradient={step.shares.hh}
      />
      <GradientQuantity
        formula={
          <>
            <DL by={<W of="xh" />} />
            <sub class="share">step {t}</sub> = <DL by={<At of="a" t={t} />} /> <At of="x" t={t} />
            <sup>⊤</sup>
          </>
        }
        meaning="only the column of the character that was read"
        label={`share of step ${t} of dL by dW xh`}
        columns={columns}
        gradient={step.shares.xh}
      />
      <GradientQuantity
        formula={
          <>
            <DL by={<W of="hy" />} />
            <sub class="share">step {t}</sub> = (<At of="y" t={t} /> − <At of="c" t={t} />) <At of="h" t={t} />
            <sup>⊤</sup>
          </>
        }
        meaning="a row for each character"
        label={`share of step ${t} of dL by dW hy`}
        gradient={step.shares.hy}
      />
    </dl>
  );
}
