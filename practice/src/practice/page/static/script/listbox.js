// A list to choose from, opened beside a button, with a field that narrows it.

import { el, newId } from "./dom.js";
import { icon } from "./icons.js";
import { closedBy, optionWords, show } from "./popups.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

/**
 * Open a list at `anchor`, or close it if it is open there.
 *
 * `load(query)` gives (a promise of) {groups: [{label, options: [{key, text, description, badge, lead, disabled}]}]},
 * or a {hint} in place of options, asked for `delay` milliseconds after the last letter. `chosen()` is the set of
 * chosen keys and `pick(option)` chooses; a `multi` list stays open. `closed` runs when it is gone.
 */
export function openChooser(about) {
  if (!closedBy(about.anchor)) new Listbox(about);
}

class Listbox {
  #about;
  #popup;
  #rows = [];
  #active = -1;
  #asked = 0;
  #timer = 0;
  #looking = false;
  #hurried = false; // Enter came before the list had caught up with what was typed

  constructor(about) {
    this.#about = { multi: false, delay: 0, ...about };
    const { anchor, label, multi, closed } = this.#about;
    const listId = newId("options");
    this.search = el("input", {
      class: "popup-search",
      type: "text",
      role: "combobox",
      placeholder: "Type to search",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": `Search ${label}`,
      "aria-expanded": "true",
      "aria-controls": listId,
      "aria-autocomplete": "list",
      on: { input: () => this.#typed(), keydown: (event) => this.#key(event) },
    });
    this.list = el("div", {
      class: "popup-list",
      role: "listbox",
      id: listId,
      "aria-label": label,
      "aria-multiselectable": multi ? "true" : null,
      on: { mousedown: (event) => event.preventDefault() }, // typing goes on after a click
    });
    this.#popup = show(el("div", { class: "popup chooser" }, this.search, this.list), anchor, () => {
      clearTimeout(this.#timer);
      this.#asked += 1;
      closed?.();
    });
    this.#look();
    this.search.focus({ preventScroll: true });
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#looking = true;
    this.#timer = setTimeout(() => this.#look(), this.#about.delay);
  }

  #key(event) {
    if (event.key in STEPS) this.#mark(this.#active + STEPS[event.key]);
    else if (event.key === "Enter" && this.#looking) this.#hurried = true;
    else if (event.key === "Enter") this.#choose(this.#rows[this.#active]);
    else return;
    event.preventDefault();
  }

  async #look() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const mine = this.#asked;
    this.#looking = true;
    const answer = this.#about.load(this.search.value.trim());
    if (answer instanceof Promise) this.list.setAttribute("aria-busy", "true");
    const found = await Promise.resolve(answer).catch((error) => ({ hint: error.message }));
    if (mine !== this.#asked) return; // more was typed, or the list is gone
    this.#looking = false;
    this.list.removeAttribute("aria-busy");
    this.#draw(found);
    if (this.#hurried) this.#choose(this.#rows[this.#active]);
    this.#hurried = false;
  }

  #draw({ groups = [], hint }) {
    this.#rows = [];
    this.list.replaceChildren(
      ...groups.filter((group) => group.options.length).flatMap((group) => this.#group(group)),
    );
    if (!this.#rows.length) this.list.append(el("p", { class: "popup-hint" }, hint ?? "Nothing found."));
    const keys = this.#about.chosen();
    const first = this.#rows.findIndex((row) => keys.has(row.option.key));
    this.#active = -1;
    this.#mark(this.search.value || this.#about.multi ? 0 : Math.max(first, 0));
    this.#popup.again();
  }

  #group({ label, options }) {
    const nodes = options.map((option) => this.#option(option));
    if (!label) return nodes;
    const heading = el("div", { class: "popup-group", "aria-hidden": "true" }, label);
    return [el("div", { role: "group", "aria-label": label }, heading, nodes)];
  }

  #option(option) {
    const node = el(
      "div",
      {
        class: "popup-option",
        role: "option",
        id: newId("option"),
        "aria-selected": String(this.#about.chosen().has(option.key)),
        "aria-disabled": option.disabled ? "true" : null,
      },
      option.lead,
      optionWords(option),
      icon("check"),
    );
    const row = { node, option };
    const index = this.#rows.push(row) - 1;
    node.addEventListener("click", () => this.#choose(row));
    node.addEventListener("pointermove", () => this.#active !== index && this.#mark(index));
    return node;
  }

  #mark(index) {
    this.#rows[this.#active]?.node.classList.remove("active");
    this.#active = Math.max(0, Math.min(index, this.#rows.length - 1));
    const node = this.#rows[this.#active]?.node;
    node?.classList.add("active");
    node?.scrollIntoView({ block: "nearest" });
    if (node) this.search.setAttribute("aria-activedescendant", node.id);
    else this.search.removeAttribute("aria-activedescendant");
  }

  #choose(row) {
    if (!row || row.option.disabled) return;
    const { anchor, multi, pick, chosen } = this.#about;
    if (!multi) {
      this.#popup.close();
      anchor.focus({ preventScroll: true });
    }
    pick(row.option);
    if (!multi) return;
    const keys = chosen();
    for (const one of this.#rows) one.node.setAttribute("aria-selected", String(keys.has(one.option.key)));
    this.#popup.again();
  }
}
