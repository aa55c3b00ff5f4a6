import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Progress } from "../training/progress.tsx";
import { Controls } from "./controls.tsx";
import { Inside } from "./inside.tsx";
import { LossChart } from "./loss-chart.tsx";
import { Numbers } from "./numbers.tsx";
import type { ModelSize } from "./protocol.ts";
import { Readouts } from "./readouts.tsx";
import { Samples } from "./samples.tsx";
import { Temperature } from "./temperature.tsx";
import { useTraining } from "./use-training.ts";
import { heldOutLoss } from "./view-state.ts";
import { Writing } from "./writing.tsx";

const firstTemperature = 0.6;

/** The chapter in which a GRU learns to write like Moby Dick. */
export function LanguageModels(): JSX.Element {
  const [size, setSize] = useState<ModelSize>("small");
  const [temperature, setTemperature] = useState(firstTemperature);
  /** The sample that is being read; null: always the newest. */
  const [reading, setReading] = useState<number | null>(null);
  const { state, trainer } = useTraining(firstTemperature);
  const { run, phase } = state;
  const samples = run?.samples ?? [];
  const shown = Math.min(reading ?? samples.length - 1, samples.length - 1);

  const train = (): void => {
    setReading(null);
    void trainer.train(size);
  };

  return (
    <div class="chapter">
      <header class="chapter-head">
        <h1>
          Language models{" "}
          <span class="chapter-subtitle">
            Watch a GRU learn <cite>Moby Dick</cite>
          </span>
        </h1>
        <p class="lede">
          A language model guesses the next character, again and again. This one begins with no idea of English, reads
          Melville’s novel, and adjusts itself a little after every few lines. All of it happens in this tab.
        </p>
      </header>

      <section class="training" id="training" tabIndex={-1} aria-label="Training">
        <div class="panel">
          <Controls
            phase={phase}
            runningSize={run?.size ?? null}
            size={size}
            onSize={setSize}
            onTrain={train}
            onPause={() => void trainer.pause()}
            onContinue={() => void trainer.continue()}
          />
          <Temperature
            value={temperature}
            onChange={(value) => {
              setTemperature(value);
              void trainer.setTemperature(value);
            }}
          />
        </div>
        <Progress step={run?.step ?? null} steps={run?.steps ?? 1} />
        {state.error !== null && (
          <p class="error" role="alert">
            {state.error}
          </p>
        )}
        <Readouts run={run} phase={phase} />
        <div class="spread">
          <LossChart
            run={run}
            corpus={state.corpus}
            baselines={state.baselines}
            markedStep={reading === null ? null : (samples[shown]?.step ?? null)}
          />
          <Samples samples={samples} shown={shown} onShow={setReading} />
        </div>
        <p class="hidden" role="status">
          {state.announcement}
        </p>
      </section>

      <Writing trainer={trainer} ready={run !== null} temperature={temperature} />
      <Numbers corpus={state.corpus} baselines={state.baselines} loss={heldOutLoss(run)} />
      <Inside run={run} corpus={state.corpus} />
    </div>
  );
}
