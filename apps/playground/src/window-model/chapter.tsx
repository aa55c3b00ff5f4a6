import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { formatCount, formatLoss } from "../format.ts";
import { Equation, V, W } from "../notation/equation.tsx";
import { Choice } from "../training/choice.tsx";
import { MainButton } from "../training/main-button.tsx";
import { Progress } from "../training/progress.tsx";
import { nothingYet, Readout } from "../training/readout.tsx";
import { useTrainer } from "../training/use-trainer.ts";
import { EmbeddingMap } from "./embedding-map.tsx";
import { contexts, type Setup, type TrainerApi, type TrainerEvent } from "./protocol.ts";
import { initialState, reduce, type ViewState } from "./view-state.ts";
import { Window } from "./window.tsx";

const firstSetup: Setup = { unit: "characters", context: 3, text: null };
const units = [
  { value: "characters", title: "characters" },
  { value: "words", title: "words" },
] as const;
const contextOptions = contexts.map((value) => ({ value, title: String(value) }));

/** The chapter of the simple neural language model: a window, embeddings, a hidden layer, a softmax. */
export function WindowModel(): JSX.Element {
  const [setup, setSetup] = useState(firstSetup);
  const [pasted, setPasted] = useState("");
  const id = useId();
  const { state, trainer } = useTrainer<ViewState, TrainerEvent, TrainerApi>(
    () => new Worker(new URL("./trainer.worker.ts", import.meta.url), { type: "module", name: "window-trainer" }),
    reduce,
    initialState,
    (remote, emit) => remote.open(emit, firstSetup),
  );
  const { facts, moment, phase } = state;
  const choose = (chosen: Setup): void => {
    setSetup(chosen);
    void trainer.reset(chosen);
  };
  const goOn = (): void => void trainer.continue();
  return (
    <div class="chapter">
      <header class="chapter-head">
        <h1>
          The window model <span class="chapter-subtitle">A simple neural language model</span>
        </h1>
        <p class="lede">
          To guess what comes next, look at the last few characters or words, and at nothing else. Each of them is a
          point that the model may move; a hidden layer looks at all points together (Bengio et al. 2003).
        </p>
      </header>

      <section class="training" id="training" tabIndex={-1} aria-label="Training">
        <div class="controls">
          <div class="controls-buttons">
            <MainButton phase={phase} onTrain={goOn} onPause={() => void trainer.pause()} onContinue={goOn} />
            <button type="button" class="button" disabled={phase === "opening"} onClick={() => choose(setup)}>
              Reset
            </button>
          </div>
          <Choice
            legend="Window"
            options={contextOptions}
            value={setup.context}
            onChange={(context) => choose({ ...setup, context })}
          />
          <Choice legend="Of" options={units} value={setup.unit} onChange={(unit) => choose({ ...setup, unit })} />
        </div>
        <details class="paste">
          <summary>{setup.text === null ? "It reads Moby Dick; paste another text" : "It reads your text"}</summary>
          <label for={id}>Text</label>
          <textarea
            id={id}
            class="field"
            rows={5}
            value={pasted}
            onInput={(event) => setPasted(event.currentTarget.value)}
          />
          <div class="controls-buttons">
            <button type="button" class="button" onClick={() => choose({ ...setup, text: pasted })}>
              Read this text
            </button>
            <button type="button" class="button" onClick={() => choose({ ...setup, text: null })}>
              Read Moby Dick
            </button>
          </div>
        </details>
        <Progress step={moment?.step ?? null} steps={facts?.steps ?? 1} />
        {state.error !== null && (
          <p class="error" role="alert">
            {state.error}
          </p>
        )}
        <dl class="descent-figures">
          <Readout
            name="Held-out loss"
            value={moment === null ? nothingYet : formatLoss(moment.loss)}
            unit={`nats per ${setup.unit === "characters" ? "character" : "word"}`}
            main
          />
          <Readout
            name="Numbers to adjust"
            value={facts === null ? nothingYet : formatCount(facts.parameters)}
            unit={facts === null ? "" : `for ${formatCount(facts.vocabularySize)} ${setup.unit}`}
          />
        </dl>
        <EmbeddingMap points={moment?.map ?? []} />
        <p class="hidden" role="status">
          {state.announcement}
        </p>
      </section>

      {facts !== null && <Window trainer={trainer} passage={facts.passage} context={setup.context} moment={moment} />}

      <section class="inside" id="equations" tabIndex={-1} aria-labelledby="equations-title">
        <h2 id="equations-title">The equations</h2>
        <div class="inside-text">
          <p>
            Every token has a row of its own in the embedding, a table that is learnt with everything else. The rows of
            the tokens in the window are laid side by side, oldest first.
          </p>
          <p>
            What left the window is forgotten, and each place in it costs weights of its own. A recurrent network pays
            once, and may remember what is far away.
          </p>
        </div>
        <dl class="equations">
          <Equation
            meaning="C embeddings side by side"
            left={<V>x</V>}
            right={
              <>
                [<V>e</V>(t−C+1); …; <V>e</V>(t)]
              </>
            }
          />
          <Equation
            meaning="the hidden layer"
            left={<V>h</V>}
            right={
              <>
                tanh(
                <W of="h" /> <V>x</V> + <V>b</V>
                <sub>h</sub>)
              </>
            }
          />
          <Equation
            meaning="how likely each token is to be next"
            left={<V>y</V>}
            right={
              <>
                softmax(
                <V>W</V> <V>h</V> + <V>b</V>)
              </>
            }
          />
        </dl>
      </section>
    </div>
  );
}
