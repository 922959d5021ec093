// The messages of a conversation, with their blocks, files and threads.

import { avatar } from "./avatar.js";
import { drawBlock, fileLink } from "./blocks.js";
import { clockTime, dayHeading, dayOf, fullTime } from "./dates.js";
import { el, reconcile } from "./dom.js";
import { Fields } from "./fields.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { Surface } from "./surface.js";

const PAGE = 150;
const CLOSE = 5 * 60;

function epochOf(message) {
  return message.time ? Date.parse(message.time) / 1000 : Number(message.ts);
}

/** Messages in reading order: replies follow what they answer, and know it. */
function threaded(messages) {
  const replies = new Map();
  const tops = [];
  const present = new Set(messages.map((message) => message.ts));
  for (const message of messages) {
    const parent = message.thread_ts;
    if (parent && parent !== message.ts && present.has(parent))
      replies.set(parent, [...(replies.get(parent) ?? []), message]);
    else tops.push(message);
  }
  return tops.flatMap((message) => {
    const below = replies.get(message.ts) ?? [];
    return [
      { message, replies: below.length },
      ...below.map((reply) => ({ message: reply, parent: message })),
    ];
  });
}

function head(author, time) {
  return el(
    "div",
    { class: "message-head" },
    el("span", { class: "message-author" }, author.real_name),
    author.bot && el("span", { class: "badge" }, "App"),
    !author.bot && author.title && el("span", { class: "message-title" }, author.title),
    time,
  );
}

function flags(message, parent) {
  const stray = message.thread_ts && message.thread_ts !== message.ts && !parent;
  return [
    message.ephemeral && el("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
    stray && el("p", { class: "only-you" }, icon("reply"), "In a thread"),
  ];
}

/** The files of a message that no block of it shows already. */
function attached(message) {
  const shown = new Set(
    (message.blocks ?? []).filter((block) => block.type === "file").map((block) => block.external_id),
  );
  const files = (message.files ?? []).filter((file) => !shown.has(file.id));
  return files.length > 0 && el("div", { class: "files" }, files.map(fileLink));
}

/** The log of one conversation. `answer(message)` begins a reply in its thread. */
export class Messages {
  #workspace;
  #answer;
  #fields = new Map();
  #shown = new Map();
  #seen = { place: null, last: null };

  constructor(workspace, answer) {
    this.#workspace = workspace;
    this.#answer = answer;
    this.list = el("div", { class: "log" });
    this.node = el(
      "div",
      { class: "messages", role: "log", "aria-label": "Messages", tabindex: 0, "data-testid": "messages" },
      this.list,
    );
    // Charts and pictures grow after they are put in: who was at the end stays there.
    let atEnd = true;
    this.node.addEventListener("scroll", () => (atEnd = this.#isAtEnd()), { passive: true });
    const stay = new ResizeObserver(() => {
      if (atEnd) this.#toEnd();
    });
    stay.observe(this.list);
    stay.observe(this.node);
  }

  #isAtEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 60;
  }

  #toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  /** Draw the messages of `conversation`, and go to the newest if there is one the reader was waiting for. */
  draw(conversation) {
    const { state, speaker } = this.#workspace;
    const all = state.messages[conversation.id] ?? [];
    const limit = this.#shown.get(conversation.id) ?? PAGE;
    const place = `${speaker}/${conversation.id}`;
    const moved = place !== this.#seen.place;
    const atEnd = this.#isAtEnd();
    this.node.setAttribute("aria-label", `Messages in ${conversation.name}`);
    reconcile(this.list, this.#entries(conversation, threaded(all.slice(-limit)), all.length > limit));
    const newest = all.reduce(
      (last, message) => (last && Number(last.ts) > Number(message.ts) ? last : message),
      null,
    );
    if (moved) this.#toEnd();
    else if (
      newest &&
      newest.ts !== this.#seen.last &&
      (atEnd || newest.user === speaker || newest.ephemeral)
    )
      this.#goTo(newest);
    this.#seen = { place, last: newest?.ts };
  }

  #goTo(message) {
    const node = this.list.querySelector(`[data-ts="${CSS.escape(message.ts)}"]`);
    const tall = node?.offsetHeight > this.node.clientHeight;
    if (node === this.list.lastElementChild && !tall) this.#toEnd();
    else node?.scrollIntoView({ block: tall ? "start" : "nearest" });
  }

  #entries(conversation, rows, more) {
    const { directory } = this.#workspace;
    const entries = [this.#top(conversation, more, rows.length === 0)];
    let before = null;
    let day = null;
    for (const row of rows) {
      const { message } = row;
      const epoch = epochOf(message);
      const today = dayOf(epoch, directory.zone);
      if (!row.parent && today !== day) {
        const heading = dayHeading(epoch, directory.zone);
        entries.push({
          key: `day ${today}`,
          signature: heading,
          build: () =>
            el("div", { class: "day", role: "separator", "aria-label": heading }, el("span", {}, heading)),
        });
        day = today;
        before = null;
      }
      const compact =
        before !== null &&
        before.message.user === message.user &&
        before.parent === row.parent &&
        !before.replies &&
        !message.ephemeral &&
        !before.message.ephemeral &&
        Math.abs(epoch - epochOf(before.message)) < CLOSE;
      entries.push({
        key: `${conversation.id} ${message.ts}`,
        signature: JSON.stringify([message, compact, row.replies, row.parent?.ts, directory.version]),
        build: () => this.#message(conversation, row, compact),
      });
      before = row;
    }
    return entries;
  }

  #top(conversation, more, empty) {
    const name =
      conversation.kind === "im" ? `your messages with ${conversation.name}` : `#${conversation.name}`;
    const older = () => {
      this.#shown.set(conversation.id, (this.#shown.get(conversation.id) ?? PAGE) + PAGE);
      this.draw(conversation);
    };
    return {
      key: `top ${conversation.id}`,
      signature: JSON.stringify([name, more, empty]),
      build: () =>
        more
          ? el(
              "button",
              { type: "button", class: "button older", on: { click: older } },
              "Show earlier messages",
            )
          : el(
              "p",
              { class: "beginning" },
              `This is the beginning of ${name}.`,
              empty && " Nothing has been said yet.",
            ),
    };
  }

  #fieldsOf(conversation, message) {
    const key = `${this.#workspace.speaker} ${conversation.id} ${message.ts}`;
    if (!this.#fields.has(key)) this.#fields.set(key, new Fields(conversation.id));
    return this.#fields.get(key);
  }

  #message(conversation, { message, replies, parent }, compact) {
    const { zone } = this.#workspace.directory;
    const epoch = epochOf(message);
    const author = this.#author(message);
    const time = el(
      "time",
      { class: "message-time", datetime: new Date(epoch * 1000).toISOString(), title: fullTime(epoch, zone) },
      clockTime(epoch, zone),
    );
    const marks = [compact && "compact", message.ephemeral && "ephemeral", parent && "reply"].filter(Boolean);
    const spoken = [
      author.real_name,
      clockTime(epoch, zone),
      message.ephemeral && "only visible to you",
      parent && "in a thread",
    ];
    return el(
      "article",
      {
        class: ["message", ...marks].join(" "),
        "aria-label": spoken.filter(Boolean).join(", "),
        "data-testid": "message",
        "data-ts": message.ts,
      },
      el("div", { class: "message-side" }, compact ? time : avatar(author, "large")),
      el(
        "div",
        { class: "message-body" },
        flags(message, parent),
        !compact && head(author, time),
        this.#content(conversation, message),
        attached(message),
        replies > 0 &&
          el(
            "p",
            { class: "thread-count" },
            icon("reply"),
            `${replies} ${replies === 1 ? "reply" : "replies"} in thread`,
          ),
      ),
      !message.ephemeral && this.#tools(parent ?? message),
    );
  }

  /** Who said it, as known now or as the message says. */
  #author(message) {
    const known = this.#workspace.directory.person(message.user) ?? { id: message.user };
    return {
      ...known,
      bot: message.is_bot,
      real_name: message.author || known.real_name || known.name || "Unknown",
    };
  }

  #tools(top) {
    const answer = el(
      "button",
      {
        type: "button",
        class: "button small",
        "aria-label": "Reply in thread",
        title: "Reply in thread",
        on: { click: () => this.#answer(top) },
      },
      icon("reply"),
    );
    return el("div", { class: "message-tools" }, answer);
  }

  #content(conversation, message) {
    const { directory } = this.#workspace;
    const edited = message.edited && el("span", { class: "edited" }, " (edited)");
    if (!message.blocks?.length)
      return el("div", { class: "text" }, mrkdwn(message.text ?? "", directory), edited);
    const surface = new Surface(this.#workspace, {
      key: `message ${conversation.id} ${message.ts}`,
      container: { type: "message", conversation: conversation.id, ts: message.ts },
      blocks: message.blocks,
      fields: this.#fieldsOf(conversation, message),
      files: message.files ?? [],
    });
    return el(
      "div",
      { class: "blocks" },
      message.blocks.map((block) => drawBlock(block, surface)),
      edited,
    );
  }
}
