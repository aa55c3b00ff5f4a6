import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { themeEvent } from "../shell/theme-switch.tsx";
import { colourOf, fontOf, sizeOf } from "./canvas.ts";

/** The options of a chart, without its size. */
export type ChartOptions = Omit<uPlot.Options, "width" | "height">;

/** A chart, and the element that it fills. */
export interface Chart {
  box: RefObject<HTMLDivElement | null>;
  plot: RefObject<uPlot | null>;
}

/** Draws a chart that fills its element and follows its size and the colours of the page, as long as there is one. */
export function useChart(options: (element: HTMLElement) => ChartOptions, empty: uPlot.AlignedData): Chart {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  useEffect(() => {
    const element = box.current!;
    const made = new uPlot({ ...options(element), ...sizeOf(element) }, empty, element);
    plot.current = made;
    const resize = new ResizeObserver(() => made.setSize(sizeOf(element)));
    resize.observe(element);
    const repaint = (): void => made.redraw(false);
    addEventListener(themeEvent, repaint);
    return () => {
      resize.disconnect();
      removeEventListener(themeEvent, repaint);
      made.destroy();
      plot.current = null;
    };
  }, []);
  return { box, plot };
}

/** An axis with figures and nothing else. */
export function quietAxis(element: HTMLElement): uPlot.Axis {
  return {
    stroke: () => colourOf(element, "--ink-2"),
    font: fontOf(12),
    grid: { show: false },
    ticks: { show: false },
  };
}
