import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

type Theme = "light" | "dark";

const storageKey = "unroll-theme";
const systemIsDark = (): MediaQueryList => matchMedia("(prefers-color-scheme: dark)");

/** Told when the colours of the page have changed, for what is painted and not styled. */
export const themeEvent = "unroll-theme";

/** A button that changes between light and dark. Until it is pressed the system's wish holds. */
export function ThemeSwitch(): JSX.Element {
  const [chosen, setChosen] = useState<Theme | null>(stored);
  const [system, setSystem] = useState<Theme>(() => (systemIsDark().matches ? "dark" : "light"));
  useEffect(() => {
    const query = systemIsDark();
    const follow = (): void => setSystem(query.matches ? "dark" : "light");
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  const theme = chosen ?? system;
  useEffect(() => {
    if (chosen !== null) document.documentElement.dataset.theme = chosen;
    dispatchEvent(new Event(themeEvent));
  }, [theme, chosen]);
  const other: Theme = theme === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      class="theme-switch"
      onClick={() => {
        setChosen(other);
        store(other);
      }}
    >
      <span aria-hidden="true" class="theme-switch-glyph" />
      {other === "dark" ? "Dark" : "Light"}
      <span class="hidden"> colours</span>
    </button>
  );
}

// A page may be denied storage; then the choice lasts as long as the page.
function stored(): Theme | null {
  try {
    const value = localStorage.getItem(storageKey);
    return value === "light" || value === "dark" ? value : null;
  } catch {
    return null;
  }
}

function store(theme: Theme): void {
  try {
    localStorage.setItem(storageKey, theme);
  } catch {}
}
