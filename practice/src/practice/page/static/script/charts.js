// The data_visualization block: bar, line, area and pie charts in SVG, with their figures as a table beneath.

import { el, svg } from "./dom.js";
import { table } from "./tables.js";

const HEIGHT = 112;
const ABOVE = 20; // room for the figure over the tallest bar
const LONGEST = 20; // what Slack lets a label have, turned; nothing of it is cut
const number = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** Round steps that cover [low, high]: {low, high, ticks}. */
export function scale(low, high) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const from = Math.floor(low / step) * step;
  const to = Math.max(Math.ceil(high / step) * step, from + step);
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => from + index * step);
  return { low: from, high: to, ticks };
}

function clip(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function frame(width, spec) {
  const categories = spec.axis_config?.categories ?? spec.series[0].data.map((point) => point.label);
  const values = spec.series.flatMap((series) => series.data.map((point) => point.value));
  const y = scale(Math.min(0, ...values), Math.max(0, ...values));
  const ticks = 14 + 7 * Math.max(...y.ticks.map((tick) => short.format(tick).length));
  const scaled = ticks + (spec.axis_config?.y_label ? 18 : 0);
  const longest = Math.max(...categories.map((label) => label.length));
  const slanted = longest * 6.6 > (width - scaled - 12) / categories.length - 4;
  const first = Math.min(categories[0].length, LONGEST) * 5.4; // how far the first label reaches left when slanted
  const half = (width - scaled - 12) / categories.length / 2;
  const left = slanted ? Math.max(scaled, first - half) : scaled;
  const band = (width - left - 12) / categories.length;
  const bottom = (slanted ? Math.min(longest, LONGEST) * 4.6 + 22 : 26) + (spec.axis_config?.x_label ? 18 : 0);
  const up = (value) => ABOVE + (HEIGHT - ABOVE) * (1 - (value - y.low) / (y.high - y.low));
  return {
    categories,
    y,
    left,
    band,
    slanted,
    bottom,
    up,
    width,
    across: (index) => left + band * (index + 0.5),
  };
}

function axes(f, spec) {
  const lines = f.y.ticks.map((tick) =>
    svg(
      "g",
      {},
      svg("line", {
        class: tick === 0 ? "axis" : "grid",
        x1: f.left,
        x2: f.width - 12,
        y1: f.up(tick),
        y2: f.up(tick),
      }),
      svg("text", { x: f.left - 8, y: f.up(tick) + 4, "text-anchor": "end" }, short.format(tick)),
    ),
  );
  const labels = f.categories.map((label, index) => {
    const [x, y] = [f.across(index), HEIGHT + 18];
    const turned = { x: x + 4, y: y - 2, "text-anchor": "end", transform: `rotate(-38 ${x + 4} ${y - 2})` };
    return svg(
      "text",
      f.slanted ? turned : { x, y, "text-anchor": "middle" },
      svg("title", {}, label),
      clip(label, f.slanted ? LONGEST : 24),
    );
  });
  const { x_label: xLabel, y_label: yLabel } = spec.axis_config ?? {};
  const middle = HEIGHT / 2;
  return [
    lines,
    labels,
    xLabel &&
      svg(
        "text",
        { class: "axis-label", x: (f.left + f.width) / 2, y: HEIGHT + f.bottom - 4, "text-anchor": "middle" },
        xLabel,
      ),
    yLabel &&
      svg(
        "text",
        {
          class: "axis-label",
          x: 12,
          y: middle,
          "text-anchor": "middle",
          transform: `rotate(-90 12 ${middle})`,
        },
        yLabel,
      ),
  ];
}

function tip(series, point) {
  return svg(
    "title",
    {},
    `${series.name ? `${series.name}, ` : ""}${point.label}: ${number.format(point.value)}`,
  );
}

function bars(f, spec) {
  const inner = Math.min(f.band * 0.72, 56 * spec.series.length);
  const thick = inner / spec.series.length;
  const roomy = thick >= 18;
  return spec.series.map((series, n) =>
    series.data.map((point, index) => {
      const x = f.across(index) - inner / 2 + n * thick;
      const [top, base] = [Math.min(f.up(point.value), f.up(0)), Math.max(f.up(point.value), f.up(0))];
      return svg(
        "g",
        {},
        svg(
          "rect",
          {
            class: `fill-${n}`,
            x: x + 1,
            y: top,
            width: Math.max(thick - 2, 1),
            height: Math.max(base - top, 1),
            rx: 2,
          },
          tip(series, point),
        ),
        roomy &&
          svg(
            "text",
            { class: "figure", x: x + thick / 2, y: top - 4, "text-anchor": "middle" },
            short.format(point.value),
          ),
      );
    }),
  );
}

function lines(f, spec, filled) {
  return spec.series.map((series, n) => {
    const points = series.data.map((point, index) => [f.across(index), f.up(point.value)]);
    const path = points
      .map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`)
      .join("");
    const closing = `${path}L${points.at(-1)[0]} ${f.up(0)}L${points[0][0]} ${f.up(0)}Z`;
    return svg(
      "g",
      {},
      filled && svg("path", { class: `area fill-${n}`, d: closing }),
      svg("path", { class: `line stroke-${n}`, d: path }),
      points.map(([x, y], index) =>
        svg("circle", { class: `fill-${n}`, cx: x, cy: y, r: 3.5 }, tip(series, series.data[index])),
      ),
    );
  });
}

function pie(spec) {
  const total = spec.segments.reduce((sum, one) => sum + one.value, 0) || 1;
  const radius = 96;
  let turn = -Math.PI / 2;
  const at = (angle, r) =>
    `${(radius + r * Math.cos(angle)).toFixed(2)} ${(radius + r * Math.sin(angle)).toFixed(2)}`;
  const slices = spec.segments.map((segment, n) => {
    const sweep = Math.min((segment.value / total) * 2 * Math.PI, 2 * Math.PI - 0.0001);
    const [from, to] = [turn, turn + sweep];
    turn = to;
    const large = sweep > Math.PI ? 1 : 0;
    const path = `M${at(from, radius)}A${radius} ${radius} 0 ${large} 1 ${at(to, radius)}L${at(to, 52)}A52 52 0 ${large} 0 ${at(from, 52)}Z`;
    return svg("path", { class: `slice fill-${n % 8}`, d: path }, tip({}, segment));
  });
  const names = spec.segments.map(
    (segment) =>
      `${segment.label}: ${number.format(segment.value)} (${Math.round((100 * segment.value) / total)}%)`,
  );
  return el(
    "div",
    { class: "pie" },
    svg(
      "svg",
      {
        viewBox: `0 0 ${2 * radius} ${2 * radius}`,
        width: 2 * radius,
        height: 2 * radius,
        "aria-hidden": "true",
      },
      slices,
    ),
    legend(names, "column"),
  );
}

function legend(names, shape = "row") {
  return el(
    "ul",
    { class: `legend legend-${shape}`, "aria-hidden": "true" },
    names.map((name, n) => el("li", {}, el("span", { class: `key back-${n % 8}` }), name)),
  );
}

function plot(width, spec) {
  const f = frame(width, spec);
  const marks = spec.type === "bar" ? bars(f, spec) : lines(f, spec, spec.type === "area");
  return svg(
    "svg",
    { width, height: HEIGHT + f.bottom, viewBox: `0 0 ${width} ${HEIGHT + f.bottom}`, "aria-hidden": "true" },
    axes(f, spec),
    marks,
  );
}

function figures(spec) {
  const raw = (words) => ({ type: "raw_text", text: words });
  const count = (value) => ({ type: "raw_number", value, text: number.format(value) });
  if (spec.type === "pie")
    return [[raw("Part"), raw("Value")], ...spec.segments.map((one) => [raw(one.label), count(one.value)])];
  const head = [
    raw(spec.axis_config?.x_label ?? "Category"),
    ...spec.series.map((series) => raw(series.name)),
  ];
  return [
    head,
    ...spec.series[0].data.map((point, row) => [
      raw(point.label),
      ...spec.series.map((series) => count(series.data[row]?.value ?? 0)),
    ]),
  ];
}

/** A chart that fills the width it is given and redraws when that changes. */
export function chart(block, surface) {
  const spec = block.chart;
  const drawing = el("div", { class: "chart-drawing" }, spec.type === "pie" ? pie(spec) : null);
  if (spec.type !== "pie") {
    let last = 0;
    const watch = new ResizeObserver(([entry]) => {
      const width = Math.max(260, Math.min(Math.floor(entry.contentRect.width), 680));
      if (width === last) return;
      last = width;
      drawing.replaceChildren(plot(width, spec));
    });
    watch.observe(drawing);
  }
  return el(
    "figure",
    { class: `chart chart-${spec.type}`, "aria-label": `${block.title}, ${spec.type} chart` },
    el("figcaption", {}, block.title),
    drawing,
    spec.type !== "pie" && spec.series.length > 1 && legend(spec.series.map((series) => series.name)),
    el(
      "details",
      {},
      el("summary", {}, "Figures"),
      table({ rows: figures(spec), caption: block.title }, surface.directory),
    ),
  );
}
