import { useEffect, useState } from "preact/hooks";

const charactersPerSecond = 150;

/**
 * How much of a text of `length` characters is to be shown, when it is to appear as if typed. All of it at once where
 * less motion is wished for. A text that is shorter than before begins anew.
 */
export function useReveal(length: number): number {
  const [shown, setShown] = useState(length);
  useEffect(() => {
    if (shown === length) return;
    if (shown > length || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      setShown(length);
      return;
    }
    const began = performance.now();
    const frame = requestAnimationFrame(() => {
      const typed = Math.ceil(((performance.now() - began) / 1000) * charactersPerSecond);
      setShown(Math.min(length, shown + Math.max(1, typed)));
    });
    return () => cancelAnimationFrame(frame);
  }, [shown, length]);
  return Math.min(shown, length);
}
