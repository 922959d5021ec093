// What both of Slack's text notations share: running rules over a line of text, and links that can be trusted.

import { el } from "./dom.js";
import { glyph } from "./emoji.js";

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** The address to link to, or null where following it could run something. */
export function safeAddress(address) {
  if (!URL.canParse(address, location.href)) return null;
  const url = new URL(address, location.href);
  return SCHEMES.has(url.protocol) ? url.href : null;
}

/** A link that opens beside the page, or its words alone where the address is not one to follow. */
export function link(address, ...words) {
  const href = safeAddress(address);
  return href
    ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...words)
    : el("span", {}, ...words);
}

/**
 * `text` as nodes. Each rule is {pattern, build}: a sticky expression tried at every place, and what its match
 * becomes, called with (match, inner) where `inner(text)` runs the same rules inside. The first that fits wins.
 */
export function inline(text, rules) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(plain);
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const found = firstMatch(text, at, rules);
    const node = found && found.rule.build(found.match, (inner) => inline(inner, rules));
    if (node === null || node === undefined) {
      plain += text[at];
      at += 1;
    } else {
      flush();
      nodes.push(node);
      at += found.match[0].length;
    }
  }
  flush();
  return nodes;
}

function firstMatch(text, at, rules) {
  for (const rule of rules) {
    rule.pattern.lastIndex = at;
    const match = rule.pattern.exec(text);
    if (match) return { rule, match };
  }
  return null;
}

/** An emoji with its name for those who cannot see it. */
export function emoji(name, unicode) {
  const sign = glyph(name, unicode);
  return sign
    ? el(
        "span",
        { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` },
        sign,
      )
    : null;
}

/** The rules both notations share: emoji names, line ends and bare addresses. */
export const COMMON_RULES = [
  { pattern: /:([a-z0-9_+'-]+):/y, build: (match) => emoji(match[1]) },
  { pattern: /\n/y, build: () => el("br") },
  {
    pattern: /(?<![\w/])https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'")\]*_~`]/y,
    build: (match) => link(unescape(match[0]), unescape(match[0])),
  },
];

const ESCAPES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Slack escapes three signs in text, and only those. */
export function unescape(text) {
  return text.replace(/&(amp|lt|gt);/g, (entity) => ESCAPES[entity]);
}

/** Plain text with its emoji drawn. */
export function plain(text, withEmoji = true) {
  return withEmoji ? inline(text, COMMON_RULES.slice(0, 1)) : [text];
}
