import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Controls } from "./controls.tsx";
import { Equations } from "./equations.tsx";
import { momentAt } from "./moments.ts";
import { Picture } from "./picture.tsx";
import { Player } from "./player.tsx";
import type { Setup } from "./protocol.ts";
import { StepPanel } from "./step-panel.tsx";
import { useCalculation } from "./use-calculation.ts";
import { WholeGradient } from "./whole-gradient.tsx";

const firstSetup: Setup = { text: "hello", hiddenSize: 3, feeding: "text" };

/** The chapter that walks through a recurrent network, forwards and backwards, number by number. */
export function Unrolling(): JSX.Element {
  const [setup, setSetup] = useState(firstSetup);
  const [index, setIndex] = useState(0);
  const { state, trainer } = useCalculation(firstSetup);
  const { trace } = state;
  const count = 2 * (trace?.steps.length ?? 0);
  const shown = Math.min(index, Math.max(0, count - 1));
  const moment = momentAt(shown, count / 2);
  return (
    <div class="chapter">
      <header class="chapter-head">
        <h1>
          Unrolling <span class="chapter-subtitle">Backpropagation through time, step by step</span>
        </h1>
        <p class="lede">
          A recurrent network reads one character at a time and keeps what it needs in its state. Draw every step beside
          the last, and the loop becomes a chain: forwards along the text, and backwards with the news of what went
          wrong. Here is every number of it.
        </p>
      </header>

      <section class="walk" id="walk" tabIndex={-1} aria-label="The walk">
        <Controls
          setup={setup}
          onSetup={(chosen) => {
            setSetup(chosen);
            void trainer.read(chosen);
          }}
        />
        {state.error !== null && (
          <p class="error" role="alert">
            {state.error}
          </p>
        )}
        {trace !== null && (
          <>
            <Player index={shown} count={count} moment={moment} onMove={setIndex} />
            <Picture trace={trace} moment={moment} />
            <StepPanel trace={trace} moment={moment} />
          </>
        )}
      </section>

      {trace !== null && (
        <WholeGradient
          trace={trace}
          onLearn={(steps) => void trainer.learn(steps)}
          onForget={() => void trainer.forget()}
        />
      )}
      <Equations />
    </div>
  );
}
