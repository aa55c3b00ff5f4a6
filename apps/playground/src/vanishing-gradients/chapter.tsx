import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Progress } from "../training/progress.tsx";
import { AccuracyChart } from "./accuracy-chart.tsx";
import { Chain } from "./chain.tsx";
import { Controls } from "./controls.tsx";
import { Gates } from "./gates.tsx";
import { NetworkCard } from "./network-card.tsx";
import { kinds, type Setup } from "./protocol.ts";
import { Reading } from "./reading.tsx";
import { Task } from "./task-strip.tsx";
import { useTraining } from "./use-training.ts";
import { stepOf } from "./view-state.ts";

const firstSetup: Setup = { distance: 20, gates: "open", recurrent: "random" };

/** The chapter in which three networks learn to remember, or do not. */
export function VanishingGradients(): JSX.Element {
  const [setup, setSetup] = useState(firstSetup);
  const { state, trainer } = useTraining(firstSetup);
  const { run, phase } = state;
  const goOn = (): void => void trainer.continue();
  return (
    <div class="chapter">
      <header class="chapter-head">
        <h1>
          Vanishing gradients <span class="chapter-subtitle">How far back can a network learn to look?</span>
        </h1>
        <p class="lede">
          “The students who had waited for hours in the rain <em>were</em> cold.” To choose <em>were</em> one must
          remember <em>students</em> across nine words. A simple recurrent network could remember them. What it has
          trouble with is learning that it should.
        </p>
      </header>

      <Chain />

      <section class="experiment" id="training" tabIndex={-1} aria-labelledby="training-title">
        <h2 id="training-title">Three networks, one task</h2>
        <Task run={run} distance={setup.distance} />
        <Controls
          phase={phase}
          setup={setup}
          onSetup={(chosen) => {
            setSetup(chosen);
            void trainer.reset(chosen);
          }}
          onTrain={goOn}
          onPause={() => void trainer.pause()}
          onContinue={goOn}
          onReset={() => void trainer.reset(setup)}
        />
        <Progress step={stepOf(run)} steps={run?.task.steps ?? 1} />
        {state.error !== null && (
          <p class="error" role="alert">
            {state.error}
          </p>
        )}
        <div class="networks">
          {kinds.map((kind) => (
            <NetworkCard key={kind} kind={kind} run={run} />
          ))}
        </div>
        <p class="chart-key networks-key">
          <span>Curves: the gradient at each letter, as a share of that at the last</span>
          <span class="key key-now">now</span>
          <span class="key key-training">before training</span>
          <span class="chart-across">Bars: the answer to the example</span>
        </p>
        <AccuracyChart run={run} />
        <p class="hidden" role="status">
          {state.announcement}
        </p>
      </section>

      <Reading />
      <Gates />
    </div>
  );
}
