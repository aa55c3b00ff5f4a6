import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { formatCount, formatLoss } from "../format.ts";
import { Leaf } from "./leaf.tsx";
import type { Sample } from "./protocol.ts";

interface SamplesProps {
  samples: readonly Sample[];
  /** The place of the sample that is shown. */
  shown: number;
  /** Null: the newest, whichever it is. */
  onShow(index: number | null): void;
}

/** The opening of the book, for comparison with what the model will make of it. */
const opening =
  " Ishmael. Some years ago—never mind how long precisely—having little or no money in my purse, and nothing " +
  "particular to interest me on shore, I thought I would sail about a little and see the watery part of the world. " +
  "It is a way I have of driving off the spleen and regulating the circulation.";

/** What the model has written so far, page by page, with a way to leaf through it. */
export function Samples({ samples, shown, onShow }: SamplesProps): JSX.Element {
  const sample = samples[shown];
  const slider = useId();
  const last = samples.length - 1;
  const show = (index: number): void => onShow(index >= last ? null : Math.max(0, index));
  const page =
    sample === undefined
      ? { heads: ["What it will read", "Melville, 1851"] as const, prompt: "Call me", text: opening, label: "The book" }
      : {
          heads: [nameOf(sample), lossOf(sample)] as const,
          prompt: sample.prompt,
          text: sample.text,
          label: `${nameOf(sample)}, ${lossOf(sample)}`,
        };
  return (
    <Leaf {...page}>
      <footer class="leaf-foot">
        <button type="button" class="button button-small" disabled={shown <= 0} onClick={() => show(shown - 1)}>
          <span aria-hidden="true">←</span> <span class="hidden">Earlier page</span>
        </button>
        <label class="hidden" for={slider}>
          Page, through the training
        </label>
        <input
          id={slider}
          type="range"
          min={0}
          max={Math.max(1, last)}
          step={1}
          value={sample === undefined ? 0 : shown}
          disabled={samples.length < 2}
          aria-valuetext={
            sample === undefined ? "No pages yet" : `Page ${shown + 1} of ${samples.length}, ${nameOf(sample)}`
          }
          onInput={(event) => show(event.currentTarget.valueAsNumber)}
        />
        <button type="button" class="button button-small" disabled={shown >= last} onClick={() => show(shown + 1)}>
          <span aria-hidden="true">→</span> <span class="hidden">Later page</span>
        </button>
        <span class="leaf-folio" aria-hidden="true">
          {sample === undefined ? "" : `${shown + 1} / ${samples.length}`}
        </span>
      </footer>
    </Leaf>
  );
}

function nameOf({ step }: Sample): string {
  return step === 0 ? "Before the first step" : `After ${formatCount(step)} steps`;
}

function lossOf({ heldOutLoss, temperature }: Sample): string {
  const loss = heldOutLoss === null ? "" : `loss ${formatLoss(heldOutLoss)} · `;
  return `${loss}temperature ${temperature.toFixed(1)}`;
}
