// The rich_text block: sections, lists, quotes and preformatted text, with styles, mentions and dates.

import { el } from "./dom.js";
import { emoji, link } from "./inline.js";
import { broadcastMention, channelMention, instant, personMention } from "./mrkdwn.js";

const STYLES = [
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["underline", "u"],
  ["highlight", "mark"],
  ["code", "code"],
];

function withStyle(node, style = {}) {
  return STYLES.reduce((inner, [name, tag]) => (style[name] ? el(tag, {}, inner) : inner), node);
}

const ELEMENTS = {
  text: (part) => part.text,
  link: (part) => link(part.url, part.text || part.url),
  user: (part, directory) => personMention(part.user_id, directory),
  usergroup: (part) => el("span", { class: "mention" }, `@${part.usergroup_id}`),
  team: (part) => el("span", { class: "mention" }, `@${part.team_id}`),
  channel: (part, directory) => channelMention(part.channel_id, directory),
  broadcast: (part) => broadcastMention(part.range),
  emoji: (part) => emoji(part.name, part.unicode) ?? `:${part.name}:`,
  date: (part, directory) => instant(part.timestamp, part.format, directory, part.url),
  color: (part) => colour(part.value),
};

function colour(value) {
  const dot = el("span", { class: "swatch", "aria-hidden": "true" });
  dot.style.backgroundColor = value;
  return el("span", {}, value, " ", dot);
}

function run(parts, directory) {
  return parts.map((part) => withStyle(ELEMENTS[part.type]?.(part, directory) ?? "", part.style));
}

const GROUPS = {
  rich_text_section: (group, directory) => el("div", { class: "rt-section" }, run(group.elements, directory)),
  rich_text_quote: (group, directory) => el("blockquote", {}, run(group.elements, directory)),
  rich_text_preformatted: (group, directory) => el("pre", {}, run(group.elements, directory)),
};

/** Neighbouring rich_text_lists are one list for the reader: deeper ones hang under the entry before them. */
function nestedList(lists, directory) {
  const root = { indent: -1, node: el("div", { class: "rt-lists" }), last: null };
  const open = [root];
  for (const list of lists) {
    const indent = list.indent ?? 0;
    while (open.at(-1).indent > indent) open.pop();
    let top = open.at(-1);
    const ordered = list.style === "ordered";
    if (top.indent < indent || top.ordered !== ordered) {
      if (top.indent === indent) open.pop();
      const home = open.at(-1);
      const node = el(ordered ? "ol" : "ul", {
        class: `level-${Math.min(indent, 8) % 3}`,
        start: list.offset ? list.offset + 1 : null,
      });
      (home.last ?? home.node).append(node);
      top = { indent, ordered, node, last: null };
      open.push(top);
    }
    for (const entry of list.elements) {
      top.last = el("li", {}, run(entry.elements, directory));
      top.node.append(top.last);
    }
  }
  return root.node;
}

/** A rich_text block as one element. */
export function richText(block, directory) {
  const root = el("div", { class: "rich-text" });
  for (let at = 0; at < block.elements.length;) {
    const group = block.elements[at];
    if (group.type === "rich_text_list") {
      const lists = [];
      while (block.elements[at]?.type === "rich_text_list") lists.push(block.elements[at++]);
      root.append(nestedList(lists, directory));
    } else {
      const node = GROUPS[group.type]?.(group, directory);
      if (node) root.append(node);
      at += 1;
    }
  }
  return root;
}
