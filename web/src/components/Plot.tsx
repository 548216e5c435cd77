import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import classes from './Plot.module.css';
import { alignedData, colourOf, type Line, rangeOf, timeLabels } from './plotData';

export type { Line } from './plotData';

interface Props {
  lines: readonly Line[];
  /** Unix seconds; the axis shows all of it, whatever the lines have. */
  from: number;
  to: number;
  height?: number;
  /** A level that matters, such as a rule's threshold. */
  threshold?: number | undefined;
  /** Spans to be shaded, such as those in which an alert fired; Unix seconds. */
  spans?: readonly { from: number; to: number }[];
  /** What the plot shows, for who cannot see it. */
  label: string;
  /** False where the page has a legend of its own. */
  legend?: boolean;
  /** Told of a span that was drawn with the pointer. */
  zoom?: (from: number, to: number) => void;
}

/** Lines over time, with a threshold and shaded spans. */
export function Plot({ lines, from, to, height = 200, threshold, spans = [], label, legend = true, zoom }: Props) {
  const { ref, width } = useElementSize();
  const scheme = useComputedColorScheme('dark');
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ threshold, spans, zoom });
  latest.current = { threshold, spans, zoom };
  const names = lines.map((line) => `${line.colour ?? ''} ${line.name}`).join('\n');

  // Made anew when its lines or colours are others; else only given other data.
  useEffect(() => {
    if (!place.current || width === 0) return;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const axis = { stroke: colour('--dim'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 } };
    const made = new uPlot(
      {
        width,
        height,
        legend: { show: legend && lines.length > 1 },
        cursor: { drag: { x: zoom !== undefined, y: false, setScale: false } },
        scales: { x: { time: true } },
        axes: [{ ...axis, values: (_u, splits, _axis, _space, step) => timeLabels(splits, step) }, { ...axis, size: 56 }],
        series: [
          {},
          ...lines.map((line, index) => ({ label: line.name, stroke: line.colour ?? colourOf(index), width: 1.5, spanGaps: false })),
        ],
        hooks: {
          drawClear: [(u: uPlot) => shade(u, latest.current.spans, colour('--critical-soft'))],
          draw: [(u: uPlot) => level(u, latest.current.threshold, colour('--critical'))],
          setSelect: [(u: uPlot) => u.select.width > 4 && latest.current.zoom?.(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'))],
        },
      },
      alignedData(lines),
      place.current,
    );
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [names, scheme, width, height, zoom === undefined]);

  useEffect(() => {
    plot.current?.batch(() => {
      plot.current?.setData(alignedData(lines), false);
      plot.current?.setScale('x', { min: from, max: to });
      const { low, high } = rangeOf(lines, threshold);
      plot.current?.setScale('y', { min: low, max: high + (high - low) * 0.06 });
    });
  }, [lines, from, to, threshold, spans, width, height, scheme, names]);

  return (
    <div ref={ref} className={classes.box} role="img" aria-label={label}>
      <div ref={place} style={{ minHeight: height }} />
    </div>
  );
}

function shade(u: uPlot, spans: readonly { from: number; to: number }[], colour: string): void {
  u.ctx.save();
  u.ctx.fillStyle = colour;
  for (const span of spans) {
    const left = Math.max(u.valToPos(span.from, 'x', true), u.bbox.left);
    const right = Math.min(u.valToPos(span.to, 'x', true), u.bbox.left + u.bbox.width);
    if (right > left) u.ctx.fillRect(left, u.bbox.top, right - left, u.bbox.height);
  }
  u.ctx.restore();
}

function level(u: uPlot, at: number | undefined, colour: string): void {
  if (at === undefined) return;
  const y = Math.round(u.valToPos(at, 'y', true)) + 0.5;
  u.ctx.save();
  u.ctx.strokeStyle = colour;
  u.ctx.setLineDash([6, 4]);
  u.ctx.beginPath();
  u.ctx.moveTo(u.bbox.left, y);
  u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
  u.ctx.stroke();
  u.ctx.restore();
}
