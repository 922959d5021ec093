// Standard Markdown, for the markdown block: headings, lists, tasks, tables, code, quotes, links.

import { el } from "./dom.js";
import { COMMON_RULES, inline, link } from "./inline.js";

const INLINE = [
  { pattern: /\\([\\`*_{}[\]()#+\-.!~|>])/y, build: (match) => match[1] },
  { pattern: /(`+)([\s\S]*?[^`])\1(?!`)/y, build: (match) => el("code", {}, match[2].trim()) },
  {
    pattern: /!?\[([^\]]*)\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/y,
    build: (match, inner) => link(match[2], match[0].startsWith("!") ? match[1] : inner(match[1])),
  },
  { pattern: /<(https?:\/\/[^\s>]+|mailto:[^\s>]+)>/y, build: (match) => link(match[1], match[1]) },
  { pattern: /\*\*(?=\S)([\s\S]*?\S)\*\*/y, build: (match, inner) => el("strong", {}, inner(match[1])) },
  {
    pattern: /(?<![\p{L}\p{N}])__(?=\S)([\s\S]*?\S)__(?![\p{L}\p{N}])/uy,
    build: (match, inner) => el("strong", {}, inner(match[1])),
  },
  { pattern: /~~(?=\S)([\s\S]*?\S)~~/y, build: (match, inner) => el("s", {}, inner(match[1])) },
  { pattern: /\*(?=[^\s*])([^*]*?[^\s*])\*/y, build: (match, inner) => el("em", {}, inner(match[1])) },
  {
    pattern: /(?<![\p{L}\p{N}])_(?=[^\s_])([^_]*?[^\s_])_(?![\p{L}\p{N}])/uy,
    build: (match, inner) => el("em", {}, inner(match[1])),
  },
  ...COMMON_RULES,
];

const BULLET = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;
const FENCE = /^\s*(```|~~~)/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** Markdown as nodes. */
export function markdown(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const nodes = [];
  for (let at = 0; at < lines.length;) {
    const [node, used] = block(lines, at);
    if (node) nodes.push(node);
    at += used;
  }
  return nodes;
}

function block(lines, at) {
  const line = lines[at];
  if (!line.trim()) return [null, 1];
  if (FENCE.test(line)) return fence(lines, at);
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading)
    return [
      el(
        `h${Math.min(heading[1].length + 2, 6)}`,
        { class: `md-h${heading[1].length}` },
        inline(heading[2], INLINE),
      ),
      1,
    ];
  if (RULE.test(line)) return [el("hr"), 1];
  if (/^\s*>/.test(line)) return quote(lines, at);
  if (line.includes("|") && TABLE_RULE.test(lines[at + 1] ?? "")) return table(lines, at);
  if (BULLET.test(line)) return list(lines, at);
  return paragraph(lines, at);
}

function run(lines, at, belongs) {
  let end = at;
  while (end < lines.length && belongs(lines[end], end)) end += 1;
  return lines.slice(at, end);
}

function fence(lines, at) {
  const sign = FENCE.exec(lines[at])[1];
  const body = run(lines, at + 1, (line) => !line.trim().startsWith(sign));
  return [el("pre", {}, body.join("\n")), body.length + 2];
}

function quote(lines, at) {
  const body = run(lines, at, (line) => /^\s*>/.test(line));
  return [
    el("blockquote", {}, markdown(body.map((line) => line.replace(/^\s*> ?/, "")).join("\n"))),
    body.length,
  ];
}

function cells(line) {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function table(lines, at) {
  const body = run(lines, at + 2, (line) => line.includes("|") && line.trim() !== "");
  const sides = cells(lines[at + 1]).map((rule) =>
    /^:.*:$/.test(rule) ? "center" : rule.endsWith(":") ? "right" : "left",
  );
  const row = (line, tag) =>
    el(
      "tr",
      {},
      cells(line).map((cell, column) =>
        el(tag, { class: `align-${sides[column] ?? "left"}` }, inline(cell, INLINE)),
      ),
    );
  const drawn = el(
    "table",
    {},
    el("thead", {}, row(lines[at], "th")),
    el(
      "tbody",
      {},
      body.map((line) => row(line, "td")),
    ),
  );
  return [
    el("div", { class: "table-wrap", tabindex: 0, role: "group", "aria-label": "Table" }, drawn),
    body.length + 2,
  ];
}

function list(lines, at) {
  const [, indent, sign] = BULLET.exec(lines[at]);
  const inside = (line) => BULLET.test(line) || (line.trim() !== "" && /^\s{2,}/.test(line));
  const body = run(lines, at, inside);
  const parts = [];
  for (const line of body) {
    const bullet = BULLET.exec(line);
    if (bullet && bullet[1].length <= indent.length) parts.push([bullet[3]]);
    else parts.at(-1).push(line.slice(indent.length).replace(/^ {1,4}/, ""));
  }
  const ordered = /\d/.test(sign);
  const start = ordered ? Number.parseInt(sign, 10) : null;
  return [el(ordered ? "ol" : "ul", { start: start === 1 ? null : start }, parts.map(entry)), body.length];
}

function entry([first, ...rest]) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(first);
  const words = task
    ? [
        el("input", {
          type: "checkbox",
          disabled: true,
          checked: task[1] !== " ",
          "aria-label": task[1] === " " ? "To do" : "Done",
        }),
        " ",
        inline(task[2], INLINE),
      ]
    : inline(first, INLINE);
  return el("li", { class: task ? "task" : null }, words, markdown(rest.join("\n")));
}

function paragraph(lines, at) {
  const starts = (line) =>
    FENCE.test(line) || /^#{1,6}\s/.test(line) || RULE.test(line) || /^\s*>/.test(line) || BULLET.test(line);
  const body = run(lines, at, (line, index) => line.trim() !== "" && (index === at || !starts(line)));
  return [el("p", {}, inline(body.join("\n").replace(/ +$/gm, ""), INLINE)), body.length];
}
