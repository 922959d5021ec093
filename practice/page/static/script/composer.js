// Where people write. It completes slash commands and names, and keeps a draft for each conversation.

import { avatar } from "./avatar.js";
import { el, newId, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./popups.js";

const NAME = /(?:^|[\s(])@([\p{L}\p{N}.'’ -]{0,40})$/u;
const MOST = 8;

/** The button behind which the app's global shortcuts are. */
export function shortcutsButton(workspace) {
  const open = () => {
    const entries = (workspace.state.shortcuts ?? []).map((one) => ({ text: one.name, icon: "bolt", choose: () => workspace.try({ type: "shortcut", callback_id: one.callback_id }) }));
    openMenu(node, "Shortcuts", entries.length ? entries : [{ text: "The app offers no shortcuts", choose: () => {} }]);
  };
  const node = el("button", { type: "button", class: "button round", "aria-label": "Shortcuts", title: "Shortcuts", "aria-haspopup": "menu", "aria-expanded": "false", "data-testid": "shortcuts", on: { click: open } }, icon("plus"));
  return node;
}

/** The writing place under the messages. It is built once; only its drafts change with the conversation. */
export class Composer {
  #workspace;
  #conversation = null;
  #drafts = new Map();
  #threads = new Map();
  #options = [];
  #active = 0;

  constructor(workspace) {
    this.#workspace = workspace;
    const listId = newId("completions");
    this.text = el("textarea", {
      rows: 1, class: "composer-text", "aria-label": "Message", "aria-autocomplete": "list", "aria-controls": listId, "aria-expanded": "false", autocomplete: "off", "data-testid": "composer",
      on: { input: () => this.#typed(), keydown: (event) => this.#key(event), blur: () => this.#offer([]), click: () => this.#complete() },
    });
    this.list = el("div", { class: "completions", role: "listbox", id: listId, "aria-label": "Completions", hidden: true });
    this.hint = el("div", { class: "composer-hint", "data-testid": "usage", role: "status", hidden: true });
    this.thread = el("div", { class: "composer-thread", hidden: true });
    this.send = el("button", { type: "button", class: "button send", "aria-label": "Send", title: "Send (Enter)", "data-testid": "send", on: { click: () => this.#send() } }, icon("send"));
    this.node = el("div", { class: "composer" }, this.list, this.hint, this.thread, el("div", { class: "composer-row" }, shortcutsButton(workspace), this.text, this.send));
  }

  get #key_() {
    return `${this.#workspace.speaker} ${this.#conversation.id}`;
  }

  /** Write in `conversation`; what was begun elsewhere is kept there. */
  draw(conversation) {
    const before = this.#conversation && this.#shownFor;
    this.#conversation = conversation;
    const now = this.#key_;
    const name = conversation.kind === "im" ? conversation.name : `#${conversation.name}`;
    this.text.setAttribute("aria-label", `Message ${name}`);
    this.text.placeholder = `Message ${name}`;
    if (before === now) return;
    this.#shownFor = now;
    this.text.value = this.#drafts.get(now) ?? "";
    this.#drawThread();
    this.#grow();
    this.#offer([]);
  }

  #shownFor = null;

  /** Answer in a message's thread, or with null no more. */
  answer(message) {
    if (message) this.#threads.set(this.#key_, message);
    else this.#threads.delete(this.#key_);
    this.#drawThread();
    this.text.focus();
  }

  #drawThread() {
    const message = this.#threads.get(this.#key_);
    this.thread.hidden = !message;
    if (!message) return;
    this.thread.replaceChildren(
      icon("reply"),
      el("span", { class: "composer-thread-words" }, "Replying in the thread of ", el("strong", {}, message.author || "this message"), message.text && `: ${message.text.slice(0, 90)}`),
      el("button", { type: "button", class: "button small", "aria-label": "Leave the thread", on: { click: () => this.answer(null) } }, icon("cross")),
    );
  }

  #grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 200)}px`;
    this.send.classList.toggle("ready", this.text.value.trim() !== "");
  }

  #typed() {
    this.#drafts.set(this.#key_, this.text.value);
    this.#grow();
    this.#complete();
  }

  #complete() {
    const head = this.text.value.slice(0, this.text.selectionStart);
    const commands = this.#workspace.state.commands ?? [];
    const begun = /^\/\S*$/.exec(head);
    const used = commands.find((one) => this.text.value.startsWith(`${one.command} `));
    this.hint.hidden = !used;
    if (used) this.hint.replaceChildren(el("code", {}, used.command), " ", el("span", { class: "usage" }, used.usage_hint ?? ""), el("span", { class: "usage-what" }, used.description ?? ""));
    if (begun) this.#offer(commands.filter((one) => one.command.startsWith(begun[0])).map((one) => this.#commandOption(one)));
    else this.#offer(this.#names(NAME.exec(head)));
  }

  #commandOption(one) {
    return {
      key: one.command, insert: `${one.command} `, from: 0,
      build: () => [el("strong", {}, one.command), " ", el("span", { class: "usage" }, one.usage_hint ?? ""), el("small", {}, one.description ?? "")],
    };
  }

  #names(match) {
    if (!match) return [];
    const wanted = match[1].toLowerCase();
    const from = match.index + match[0].length - match[1].length - 1;
    const { people, bot } = this.#workspace.directory;
    return people
      .filter((one) => !one.deactivated && (!one.bot || one.id === bot.user_id) && [one.real_name, one.name].some((name) => name?.toLowerCase().includes(wanted)))
      .slice(0, MOST)
      .map((one) => ({
        key: one.id, insert: `@${one.real_name || one.name} `, from,
        build: () => [avatar(one), el("strong", {}, one.real_name || one.name), el("small", {}, one.title ?? "")],
      }));
  }

  #offer(options) {
    this.#options = options;
    this.#active = 0;
    this.list.hidden = options.length === 0;
    this.text.setAttribute("aria-expanded", String(options.length > 0));
    reconcile(this.list, options.map((option, index) => ({
      key: option.key,
      signature: `${option.key} ${index} ${option.from}`,
      build: () => el("div", { class: "completion", role: "option", id: newId("completion"), "aria-selected": "false", on: { pointerdown: (event) => this.#pick(event, option) } }, option.build()),
    })));
    this.#mark(0);
  }

  #mark(index) {
    this.#active = index;
    [...this.list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === index)));
    const node = this.list.children[index];
    node?.scrollIntoView({ block: "nearest" });
    if (node) this.text.setAttribute("aria-activedescendant", node.id);
    else this.text.removeAttribute("aria-activedescendant");
  }

  #pick(event, option) {
    event.preventDefault();
    const { selectionStart: caret, value } = this.text;
    this.text.value = value.slice(0, option.from) + option.insert + value.slice(caret).replace(/^ /, "");
    const after = option.from + option.insert.length;
    this.text.setSelectionRange(after, after);
    this.#typed();
    this.#offer([]);
  }

  #key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (this.#options.length) {
      if (step) {
        event.preventDefault();
        this.#mark((this.#active + step + this.#options.length) % this.#options.length);
        return;
      }
      if (event.key === "Escape") {
        event.preventDefault();
        this.#offer([]);
        return;
      }
      const option = this.#options[this.#active];
      const complete = this.text.value.slice(option.from, this.text.selectionStart) === option.insert.trimEnd();
      if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !complete)) {
        this.#pick(event, option);
        return;
      }
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    }
  }

  async #send() {
    const text = this.text.value.trim();
    if (!text || this.send.getAttribute("aria-busy") === "true") return;
    const place = this.#key_;
    const thread = this.#threads.get(place);
    const action = { type: "say", conversation: this.#conversation.id, text, ...(thread && { thread_ts: thread.thread_ts || thread.ts }) };
    this.#write(place, "");
    this.#offer([]);
    this.hint.hidden = true;
    this.send.setAttribute("aria-busy", "true");
    const answer = await this.#workspace.try(action);
    this.send.removeAttribute("aria-busy");
    if (!answer && !this.#drafts.get(place)) this.#write(place, text);
    if (place === this.#key_ && !document.querySelector(".modal")) this.text.focus({ preventScroll: true });
  }

  #write(place, text) {
    this.#drafts.set(place, text);
    if (place !== this.#key_) return;
    this.text.value = text;
    this.#grow();
  }
}
