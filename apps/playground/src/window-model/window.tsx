import type { Remote } from "comlink";
import type { JSX } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { formatPercent } from "../format.ts";
import { MatrixOf } from "../notation/matrix.tsx";
import { visible } from "../notation/visible.ts";
import type { Look, Moment, TrainerApi } from "./protocol.ts";

interface WindowProps {
  trainer: Remote<TrainerApi>;
  passage: readonly string[];
  context: number;
  moment: Moment | null;
}

/** The window that slides over a text, and what the model makes of what is in it. */
export function Window({ trainer, passage, context, moment }: WindowProps): JSX.Element {
  const [chosen, setChosen] = useState(context + 3);
  const [look, setLook] = useState<Look | null>(null);
  const id = useId();
  const position = Math.min(chosen, passage.length - 1);
  useEffect(() => {
    let current = true;
    trainer.look(position).then(
      (seen) => current && setLook(seen),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [position, moment, passage]);
  const inWindow = (i: number): boolean => i < position && i >= position - context;
  const shown = Array.from({ length: context }, (_, i) => visible(passage[position - context + i] ?? "·"));
  return (
    <section class="window" id="window" tabIndex={-1} aria-labelledby="window-title">
      <h2 id="window-title">The window</h2>
      <p class="window-text">
        {passage.map((token, i) => (
          <span key={i} class={i === position ? "window-next" : inWindow(i) ? "window-seen" : ""}>
            {visible(token)}
          </span>
        ))}
      </p>
      <div class="temperature">
        <label for={id}>Slide the window</label>
        <input
          id={id}
          type="range"
          min={1}
          max={Math.max(1, passage.length - 1)}
          value={position}
          aria-valuetext={`It sees ${shown.join(" ")}; next is ${visible(passage[position])}`}
          onInput={(event) => setChosen(event.currentTarget.valueAsNumber)}
        />
      </div>
      {look !== null && (
        <ol class="window-stages">
          <li>
            <h3>Embeddings, side by side</h3>
            <div class="window-vectors">
              {look.embeddings.map((vector, i) => (
                <div key={i}>
                  <span class="window-token">{shown[i]}</span>
                  <MatrixOf rows={vector.map((value) => [value])} label={`Embedding of ${shown[i]}`} digits={2} />
                </div>
              ))}
            </div>
          </li>
          <li>
            <h3>Hidden layer</h3>
            <div class="window-hidden" role="img" aria-label={`The ${look.hidden.length} units of the hidden layer`}>
              {look.hidden.map((value, i) => (
                <span key={i} class={value < 0 ? "below" : ""} style={{ "--share": String(Math.abs(value)) }} />
              ))}
            </div>
          </li>
          <li>
            <h3>What comes next</h3>
            <ol class="next-tokens">
              {look.next.map(({ token, probability }, i) => (
                <li key={i} class={token === passage[position] ? "next-right" : ""}>
                  <span>{visible(token)}</span>
                  <span class="next-bar" style={{ "--share": String(probability) }} />
                  <span>{formatPercent(probability, 1)}</span>
                </li>
              ))}
            </ol>
          </li>
        </ol>
      )}
    </section>
  );
}
