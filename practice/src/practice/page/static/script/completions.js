// What the composer offers while one writes: slash commands with their usage, and names after an @.

import { avatar } from "./avatar.js";
import { el, newId, reconcile } from "./dom.js";

const COMMAND = /^\/\S*$/;
const NAME = /(?:^|[\s(])@([\p{L}\p{N}.'’ -]{0,40})$/u;
const MOST = 8;

/** The list above a textarea, and the usage line of the command in it. `picked` runs after the text was completed. */
export class Completions {
  #text;
  #workspace;
  #picked;
  #options = [];
  #active = 0;

  constructor(text, workspace, picked) {
    this.#text = text;
    this.#workspace = workspace;
    this.#picked = picked;
    const id = newId("completions");
    this.list = el("div", {
      class: "completions",
      role: "listbox",
      id,
      "aria-label": "Completions",
      hidden: true,
    });
    this.usage = el("div", { class: "composer-hint", "data-testid": "usage", role: "status", hidden: true });
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-controls", id);
  }

  /** Offer what fits the text before the caret. */
  update() {
    const head = this.#text.value.slice(0, this.#text.selectionStart);
    this.#showUsage();
    this.#offer(COMMAND.test(head) ? this.#commands(head) : this.#names(NAME.exec(head)));
  }

  /** Offer nothing; the usage of a command already written stays. */
  hide() {
    this.#showUsage();
    this.#offer([]);
  }

  /** Take a key meant for the list; true if it was. */
  key(event) {
    if (!this.#options.length || event.isComposing) return false;
    const count = this.#options.length;
    if (event.key === "ArrowDown") this.#mark((this.#active + 1) % count);
    else if (event.key === "ArrowUp") this.#mark((this.#active + count - 1) % count);
    else if (event.key === "Escape") this.#offer([]);
    else if (event.key === "Tab") this.#pick(this.#options[this.#active]);
    else if (event.key === "Enter" && !event.shiftKey && !this.#isWritten())
      this.#pick(this.#options[this.#active]);
    else return false;
    event.preventDefault();
    return true;
  }

  /** What is offered stands there already: Enter sends it. */
  #isWritten() {
    const { from, insert } = this.#options[this.#active];
    return this.#text.value.slice(from, this.#text.selectionStart) === insert.trimEnd();
  }

  #showUsage() {
    const used = this.#workspace.state.commands.find((one) => this.#text.value.startsWith(`${one.command} `));
    this.usage.hidden = !used;
    if (!used) return;
    this.usage.replaceChildren(
      el("code", {}, used.command),
      " ",
      el("span", { class: "usage" }, used.usage_hint),
      el("span", { class: "usage-what" }, used.description),
    );
  }

  #commands(head) {
    const begun = this.#workspace.state.commands.filter((one) => one.command.startsWith(head));
    return begun.map((one) => ({
      key: one.command,
      from: 0,
      insert: `${one.command} `,
      build: () => [
        el("strong", {}, one.command),
        " ",
        el("span", { class: "usage" }, one.usage_hint),
        el("small", {}, one.description),
      ],
    }));
  }

  #names(match) {
    if (!match) return [];
    const wanted = match[1].toLowerCase();
    const { people, bot } = this.#workspace.directory;
    const able = people.filter((one) => !one.deactivated && (!one.bot || one.id === bot.user_id));
    const fitting = able.filter((one) =>
      [one.real_name, one.name].some((name) => name?.toLowerCase().includes(wanted)),
    );
    return fitting.slice(0, MOST).map((one) => ({
      key: one.id,
      from: match.index + match[0].length - match[1].length - 1,
      insert: `@${one.real_name || one.name} `,
      build: () => [avatar(one), el("strong", {}, one.real_name || one.name), el("small", {}, one.title)],
    }));
  }

  #offer(options) {
    this.#options = options;
    this.list.hidden = options.length === 0;
    reconcile(
      this.list,
      options.map((option) => ({ key: option.key, signature: option.from, build: () => this.#row(option) })),
    );
    this.#mark(0);
  }

  #row(option) {
    const pick = (event) => {
      event.preventDefault(); // the caret stays where it is
      this.#pick(option);
    };
    return el(
      "div",
      { class: "completion", role: "option", id: newId("completion"), on: { pointerdown: pick } },
      option.build(),
    );
  }

  #mark(index) {
    this.#active = index;
    [...this.list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === index)));
    const node = this.list.children[index];
    node?.scrollIntoView({ block: "nearest" });
    if (node) this.#text.setAttribute("aria-activedescendant", node.id);
    else this.#text.removeAttribute("aria-activedescendant");
  }

  #pick({ from, insert }) {
    const { selectionStart: caret, value } = this.#text;
    this.#text.value = value.slice(0, from) + insert + value.slice(caret).replace(/^ /, "");
    this.#text.setSelectionRange(from + insert.length, from + insert.length);
    this.#picked();
    this.hide();
  }
}
