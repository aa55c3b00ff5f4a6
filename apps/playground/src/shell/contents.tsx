import type { JSX } from "preact";
import { type Chapter, chapters } from "../chapters.ts";
import { Mark } from "../roll.tsx";
import { hrefOf } from "../route.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

/** The course's table of contents: a column beside the chapter, on narrow screens a bar above it. */
export function Contents({ current }: { current: Chapter }): JSX.Element {
  return (
    <header class="contents">
      <a class="skip" href={hrefOf(current.slug, "main")}>
        Skip to the chapter
      </a>
      <a class="wordmark" href={hrefOf(chapters[0]!.slug)}>
        <Mark />
        <span>Unroll</span>
      </a>
      <nav aria-label="Chapters">
        <ol class="contents-chapters">
          {chapters.map((chapter) => (
            <li key={chapter.slug}>
              <a href={hrefOf(chapter.slug)} aria-current={chapter === current ? "page" : undefined}>
                {chapter.title}
              </a>
              {chapter === current && (
                <ol class="contents-sections">
                  {chapter.sections.map(({ id, title }) => (
                    <li key={id}>
                      <a href={hrefOf(chapter.slug, id)}>{title}</a>
                    </li>
                  ))}
                </ol>
              )}
            </li>
          ))}
        </ol>
      </nav>
      <ThemeSwitch />
    </header>
  );
}
