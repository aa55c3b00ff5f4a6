import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { typeset } from "./typesetting.ts";

interface LeafProps {
  /** What stands above the text, left and right. */
  heads: readonly [string, string];
  prompt: string;
  text: string;
  label: string;
  /** Shown behind the last character while more is to come. */
  writing?: boolean;
  /** Whether the end of the text is kept in sight while it grows. */
  follow?: boolean;
  children?: ComponentChildren;
}

/** A page of a book: running heads, text set as paragraphs, and what belongs below it. */
export function Leaf({
  heads,
  prompt,
  text,
  label,
  writing = false,
  follow = false,
  children,
}: LeafProps): JSX.Element {
  const paragraphs = typeset(prompt, text);
  const box = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (box.current !== null) box.current.scrollTop = follow ? box.current.scrollHeight : 0;
  }, [text, follow]);
  return (
    <article class="leaf" aria-label={label}>
      <header class="leaf-heads">
        <span>{heads[0]}</span>
        <span>{heads[1]}</span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section ref={box} class="leaf-text" tabIndex={0} aria-label={`Text: ${label}`}>
        {paragraphs.map(({ given, written }, index) => (
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
