import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Chapter, chapters } from "./chapters.ts";
import { parseRoute, type Route } from "./route.ts";
import { Contents } from "./shell/contents.tsx";

/** The frame around every chapter. */
export function App(): JSX.Element {
  const route = useRoute();
  const chapter = chapters.find(({ slug }) => slug === route.chapter) ?? (chapters[0] as Chapter);
  useEffect(() => {
    document.title = `${chapter.title} · Unroll playground`;
  }, [chapter]);
  useEffect(() => {
    const target = route.section === null ? null : document.getElementById(route.section);
    if (target === null) return;
    target.scrollIntoView();
    // So that the keyboard goes on from there.
    target.focus({ preventScroll: true });
  }, [route]);
  return (
    <>
      <Contents current={chapter} />
      <main id="main" tabIndex={-1}>
        <chapter.page key={chapter.slug} />
      </main>
    </>
  );
}

function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = (): void => setRoute(parseRoute(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return route;
}
