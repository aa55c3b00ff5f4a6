import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { colourOf, fontOf } from "../charts/canvas.ts";
import { type ChartOptions, quietAxis, useChart } from "../charts/use-chart.ts";
import { formatLoss, formatShort } from "../format.ts";
import { alignCurves } from "./curves.ts";
import type { Baselines, CorpusFacts } from "./protocol.ts";
import { heldOutLoss, type Run } from "./view-state.ts";

interface LossChartProps {
  run: Run | null;
  corpus: CorpusFacts | null;
  baselines: Baselines | null;
  /** The step of the sample that is being read: marked on the curve. */
  markedStep: number | null;
}

/** Losses over the characters read, as a dive: the surface is guessing, below lie the depths that counting reaches. */
export function LossChart(props: LossChartProps): JSX.Element {
  // What the painting hooks read: they outlive a render.
  const latest = useRef(props);
  latest.current = props;
  const { box, plot } = useChart((element) => options(element, latest), [[], [], []]);

  const { run, corpus, baselines, markedStep } = props;
  useEffect(() => {
    const perStep = run?.charactersPerStep ?? 1;
    plot.current?.setData(run === null ? [[], [], []] : alignCurves(run.training, run.heldOut, perStep));
  }, [run]);
  useEffect(() => plot.current?.redraw(false), [corpus, baselines, markedStep]);

  return (
    <figure class="chart">
      <div class="chart-box" ref={box} role="img" aria-label={describe(props)} />
      <figcaption class="chart-key">
        <span class="key key-held-out">pages never seen</span>
        <span class="key key-training">lines just read</span>
        <span class="chart-across">characters read →</span>
      </figcaption>
    </figure>
  );
}

function describe({ run, baselines }: LossChartProps): string {
  const lines = baselines
    ? ` Counting single letters reaches ${formatLoss(baselines.unigram)}, counting runs of five ${formatLoss(baselines.fiveGram)}.`
    : "";
  const loss = heldOutLoss(run);
  if (run === null || loss === null) return `Loss in nats per character: nothing to show yet.${lines}`;
  const from = run.heldOut.losses[0]!;
  return `Loss in nats per character: the held-out loss went from ${formatLoss(from)} to ${formatLoss(loss)}.${lines}`;
}

const shallowest = 4.75;
const deepest = 1.25;

function options(element: HTMLElement, latest: { current: LossChartProps }): ChartOptions {
  const colour = (name: string) => () => colourOf(element, name);
  const axis = quietAxis(element);
  return {
    padding: [0, 18, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [0, lengthOf(latest.current)] },
      // A run that goes deeper than any before it gets more room.
      y: { range: (_, low) => [Math.min(deepest, (low ?? deepest) - 0.1), shallowest] },
    },
    axes: [
      { ...axis, size: 30, gap: 6, values: (_, ticks) => ticks.map((tick) => (tick === 0 ? "0" : formatShort(tick))) },
      {
        ...axis,
        size: 30,
        gap: 8,
        splits: () => [1.5, 2, 2.5, 3, 3.5, 4, 4.5],
        values: (_, ticks) => ticks.map((tick) => tick.toFixed(1)),
      },
    ],
    series: [
      {},
      { stroke: colour("--training"), width: 1.25, points: { show: false }, spanGaps: true },
      {
        stroke: colour("--accent"),
        width: 2.5,
        spanGaps: true,
        points: { show: true, size: 6, fill: colour("--accent"), width: 0 },
      },
    ],
    hooks: {
      drawClear: [(plot) => paintDepths(plot, element, latest.current)],
      draw: [(plot) => paintNames(plot, element, latest.current), (plot) => paintMark(plot, element, latest.current)],
    },
  };
}

/** Before a run the axis is as long as one reading of the book. */
function lengthOf({ run, corpus }: LossChartProps): number {
  return run === null ? (corpus?.characters ?? 1_000_000) : run.steps * run.charactersPerStep;
}

interface Depth {
  loss: number;
  name: string;
  tint: string;
}

function depthsOf({ corpus, baselines }: LossChartProps): Depth[] {
  const depths: Depth[] = [];
  if (corpus !== null) {
    const loss = Math.log(corpus.vocabularySize);
    depths.push({ loss, name: "guessing", tint: "--depth-1" });
  }
  if (baselines !== null) {
    depths.push({ loss: baselines.unigram, name: "counting single letters", tint: "--depth-2" });
    depths.push({ loss: baselines.fiveGram, name: "counting runs of five", tint: "--depth-3" });
  }
  return depths;
}

function paintDepths(plot: uPlot, element: HTMLElement, props: LossChartProps): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { loss, tint } of depthsOf(props)) {
    const y = plot.valToPos(loss, "y", true);
    ctx.fillStyle = colourOf(element, tint);
    ctx.fillRect(bbox.left, y, bbox.width, bbox.top + bbox.height - y);
    ctx.fillStyle = colourOf(element, "--contour");
    ctx.fillRect(bbox.left, Math.round(y), bbox.width, Math.max(1, Math.round(devicePixelRatio)));
  }
  ctx.restore();
}

function paintNames(plot: uPlot, element: HTMLElement, props: LossChartProps): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = fontOf(12 * devicePixelRatio);
  ctx.textBaseline = "top";
  ctx.fillStyle = colourOf(element, "--ink-2");
  const inset = 8 * devicePixelRatio;
  for (const { loss, name } of depthsOf(props)) {
    const y = plot.valToPos(loss, "y", true);
    const room = bbox.top + bbox.height - y;
    // Curves start at the top left and end at the bottom right: the names keep to the other corners.
    ctx.textAlign = loss > 2 ? "right" : "left";
    const x = loss > 2 ? bbox.left + bbox.width - inset : bbox.left + inset;
    ctx.fillText(`${name}  ${formatLoss(loss)}`, x, y + Math.min(5 * devicePixelRatio, room));
  }
  ctx.textAlign = "left";
  ctx.fillText("nats per character", bbox.left + inset, bbox.top + inset);
  ctx.restore();
}

/** The page that is being read: a ring around its point on the curve. */
function paintMark(plot: uPlot, element: HTMLElement, { run, markedStep }: LossChartProps): void {
  const loss = markedStep === null ? undefined : run?.heldOut.losses[run.heldOut.steps.indexOf(markedStep)];
  if (run === null || markedStep === null || loss === undefined) return;
  const { ctx } = plot;
  const x = plot.valToPos(markedStep * run.charactersPerStep, "x", true);
  const y = plot.valToPos(loss, "y", true);
  ctx.save();
  ctx.strokeStyle = colourOf(element, "--ink");
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  ctx.arc(x, y, 7 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.restore();
}
