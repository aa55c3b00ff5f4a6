import type { JSX } from "preact";
import { formatCount } from "../format.ts";
import { Arrow } from "../notation/arrow.tsx";
import { Equation, V, W } from "../notation/equation.tsx";
import type { CorpusFacts } from "./protocol.ts";
import type { Run } from "./view-state.ts";

/** The parts of the model and the equations of its cell. */
export function Inside({ run, corpus }: { run: Run | null; corpus: CorpusFacts | null }): JSX.Element {
  const size = run === null ? "" : ` This one has ${formatCount(run.parameters)} numbers to adjust.`;
  return (
    <section class="inside" id="inside" tabIndex={-1} aria-labelledby="inside-title">
      <h2 id="inside-title">Inside the model</h2>
      <Unrolled word="whales" />
      <div class="inside-text">
        <p>
          Each character becomes a vector, the vector changes a memory, and the memory is turned into a probability for
          each of the {corpus?.vocabularySize ?? ""} characters of the book.{size}
        </p>
        <p>
          The memory is a <dfn>gated recurrent unit</dfn> (Cho et al. 2014). At every character it decides how much of
          its state <V>h′</V> matters for the new content <V>n</V>, and how much of the old state to keep.
        </p>
      </div>
      <dl class="equations">
        <Equation
          meaning="reset gate: which part of the previous state matters now"
          left={<V>r</V>}
          right={
            <>
              σ(
              <W of="ir" /> <V>x</V> + <W of="hr" /> <V>h′</V>)
            </>
          }
        />
        <Equation
          meaning="update gate: what is kept and what is renewed"
          left={<V>z</V>}
          right={
            <>
              σ(
              <W of="iz" /> <V>x</V> + <W of="hz" /> <V>h′</V>)
            </>
          }
        />
        <Equation
          meaning="new content, from the character and what the reset gate lets through"
          left={<V>n</V>}
          right={
            <>
              tanh(
              <W of="in" /> <V>x</V> + <V>r</V> ∗ <W of="hn" /> <V>h′</V>)
            </>
          }
        />
        <Equation
          meaning="the new state: a mixture of new and old"
          left={<V>h</V>}
          right={
            <>
              (1 − <V>z</V>) ∗ <V>n</V> + <V>z</V> ∗ <V>h′</V>
            </>
          }
        />
      </dl>
    </section>
  );
}

/** The model over the letters of a word: one cell a step, its memory handed on, every next letter to be guessed. */
function Unrolled({ word }: { word: string }): JSX.Element {
  const steps = [...word].slice(0, -1);
  const pitch = 104;
  const width = steps.length * pitch + 24;
  return (
    <svg
      class="unrolled"
      viewBox={`0 0 ${width} 168`}
      role="img"
      aria-label={`The model unrolled over the word ${word}: at every letter a cell takes the letter and the previous state, hands its own state on, and guesses the next letter.`}
    >
      {steps.map((letter, index) => {
        const x = 12 + (index + 0.5) * pitch;
        return (
          <g key={index}>
            <Arrow from={[x - pitch / 2 - 19, 84]} to={[x - 34, 84]} />
            <Arrow from={[x, 138]} to={[x, 110]} />
            <Arrow from={[x, 60]} to={[x, 34]} />
            <rect x={x - 32} y={60} width={64} height={48} rx={3} />
            <text class="unrolled-cell" x={x} y={89}>
              GRU
            </text>
            <text class="unrolled-letter" x={x} y={160}>
              {letter}
            </text>
            <text class="unrolled-letter unrolled-guess" x={x} y={24}>
              {word[index + 1]}
            </text>
          </g>
        );
      })}
      <Arrow from={[12 + steps.length * pitch - 19, 84]} to={[width - 2, 84]} />
    </svg>
  );
}
