// Slack's own notation: *bold* _italic_ ~strike~ `code`, ```blocks```, > quotes and <references>.

import { el } from "./dom.js";
import { slackDate } from "./dates.js";
import { COMMON_RULES, inline, link, unescape } from "./inline.js";

/** A person named in text; `directory` knows them. */
export function personMention(id, directory, label) {
  const person = directory.person(id);
  const mine = id === directory.reader ? " mention-me" : "";
  return el(
    "span",
    { class: `mention${mine}`, title: person?.title },
    `@${person?.real_name || person?.name || label || id}`,
  );
}

/** A channel named in text. */
export function channelMention(id, directory, label) {
  return el("span", { class: "mention" }, `#${directory.channel(id)?.name || label || id}`);
}

/** @here, @channel, @everyone. */
export function broadcastMention(range) {
  return el("span", { class: "mention mention-me" }, `@${range}`);
}

/** An instant in the reader's zone. */
export function instant(epoch, format, directory, address) {
  const words = slackDate(epoch, format, directory.zone);
  const node = el("time", { datetime: new Date(epoch * 1000).toISOString() }, words);
  return address ? link(address, node) : node;
}

function reference(body, directory) {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? "" : unescape(body.slice(bar + 1));
  if (target.startsWith("@")) return personMention(target.slice(1), directory, label);
  if (target.startsWith("#")) return channelMention(target.slice(1), directory, label);
  if (target.startsWith("!date^")) return dateReference(target, label, directory);
  if (target.startsWith("!subteam^")) return el("span", { class: "mention" }, label || `@${target.slice(9)}`);
  if (target.startsWith("!")) return broadcastMention(target.slice(1));
  const address = unescape(target);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(address)) return el("span", {}, `<${unescape(body)}>`);
  return link(address, label || address.replace(/^mailto:/, ""));
}

function dateReference(target, label, directory) {
  const [, seconds, format, address] = target.split("^");
  const epoch = Number(seconds);
  if (!Number.isFinite(epoch) || !format) return el("span", {}, label);
  return instant(epoch, unescape(format), directory, address && unescape(address));
}

/** *Signs* count only where words begin and end: `2*3*4` and `snake_case_name` stay as they are. */
function styled(sign, tag) {
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}${sign}])${sign}(?=[^\\s${sign}])([^\\n]*?[^\\s])${sign}(?![\\p{L}\\p{N}${sign}])`,
    "uy",
  );
  return { pattern, build: (match, inner) => el(tag, {}, inner(match[1])) };
}

function rulesFor(directory) {
  return [
    { pattern: /<([^<>\n]+)>/y, build: (match) => reference(match[1], directory) },
    { pattern: /`([^`\n]+)`/y, build: (match) => el("code", {}, codeText(match[1], directory)) },
    ...COMMON_RULES,
    styled("\\*", "strong"),
    styled("_", "em"),
    styled("~", "s"),
    { pattern: /&(?:amp|lt|gt);/y, build: (match) => unescape(match[0]) },
  ];
}

function codeText(text, directory) {
  return unescape(text.replace(/<([^<>\n]+)>/g, (_whole, body) => reference(body, directory).textContent));
}

/** mrkdwn as nodes. `verbatim` leaves bare addresses alone. */
export function mrkdwn(text, directory, verbatim = false) {
  const rules = rulesFor(directory).filter((rule) => !verbatim || rule !== COMMON_RULES[2]);
  return text.split(/```\n?([\s\S]*?)\n?```\n?/).flatMap((part, index) => {
    if (index % 2) return [el("pre", {}, codeText(part, directory))];
    return part ? paragraphs(part, rules) : [];
  });
}

function paragraphs(text, rules) {
  const nodes = [];
  let quoted = [];
  let open = [];
  const close = () => {
    if (open.length) nodes.push(...inline(open.join("\n"), rules));
    if (quoted.length) nodes.push(el("blockquote", {}, inline(quoted.join("\n"), rules)));
    open = [];
    quoted = [];
  };
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote ? open.length : quoted.length) close();
    (quote ? quoted : open).push(quote ? quote[1] : line);
  }
  close();
  return nodes;
}

/** A text object, plain or mrkdwn, as nodes. */
export function textObject(text, directory) {
  if (!text) return [];
  if (typeof text === "string") return [text];
  if (text.type === "mrkdwn") return mrkdwn(text.text, directory, text.verbatim);
  return inline(text.text, text.emoji === false ? COMMON_RULES.slice(1, 2) : COMMON_RULES.slice(0, 2));
}
