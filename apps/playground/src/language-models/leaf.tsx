import type { ComponentChildren, JSX } from "preact";
import { typeset } from "./typesetting.ts";

interface LeafProps {
  /** What stands above the text, left and right. */
  heads: readonly [string, string];
  prompt: string;
  text: string;
  label: string;
  /** Shown behind the last character while more is to come. */
  writing?: boolean;
  children?: ComponentChildren;
}

/** A page of a book: running heads, text set as paragraphs, and what belongs below it. */
export function Leaf({ heads, prompt, text, label, writing = false, children }: LeafProps): JSX.Element {
  const paragraphs = typeset(prompt, text);
  return (
    <article class="leaf" aria-label={label}>
      <header class="leaf-heads">
        <span>{heads[0]}</span>
        <span>{heads[1]}</span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section class="leaf-text" tabIndex={0} aria-label={`Text: ${label}`}>
        {paragraphs.map(({ given, written }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a paragraph has no other name than its place.
          <p key={index}>
            {given !== "" && <mark>{given}</mark>}
            {written}
            {writing && index === paragraphs.length - 1 && <span class="caret" aria-hidden="true" />}
          </p>
        ))}
      </section>
      {children}
    </article>
  );
}
