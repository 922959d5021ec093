// Lists that open beside what was pressed: options to choose from, menus of actions.

import { el, newId } from "./dom.js";
import { icon } from "./icons.js";

let open = null;

/** Close whatever list is open. */
export function closePopup() {
  open?.close();
}

/** Close the open list when what it belonged to has been redrawn away. */
export function closeOrphan() {
  if (open && !open.anchor.isConnected) open.close();
}

function place(panel, anchor) {
  const gap = 4;
  const box = anchor.getBoundingClientRect();
  const below = innerHeight - box.bottom - 2 * gap;
  const above = box.top - 2 * gap;
  const wanted = Math.min(panel.scrollHeight + 2, 380);
  const upward = below < wanted && above > below;
  panel.style.maxHeight = `${Math.max(Math.min(380, upward ? above : below), 120)}px`;
  panel.style.minWidth = `${Math.min(Math.max(box.width, 200), innerWidth - 2 * gap)}px`;
  const width = panel.offsetWidth;
  panel.style.left = `${Math.max(gap, Math.min(box.left, innerWidth - width - gap))}px`;
  panel.style.top = upward ? `${box.top - gap - panel.offsetHeight}px` : `${box.bottom + gap}px`;
}

/** Whether the open list belongs to `anchor`: pressing that again closes it. */
function closedBy(anchor) {
  const mine = open?.anchor === anchor;
  if (mine) open.close();
  return mine;
}

/** Show `panel` beside `anchor` until Escape, a press elsewhere or `close()`; `closed` runs then. */
function show(panel, anchor, closed) {
  closePopup();
  panel.popover = "manual";
  document.body.append(panel);
  panel.showPopover();
  const again = () => place(panel, anchor);
  const outside = (event) => {
    if (!panel.contains(event.target) && !anchor.contains(event.target)) close();
  };
  const key = (event) => {
    if (event.key !== "Escape" && event.key !== "Tab") return;
    if (event.key === "Escape") event.preventDefault();
    event.stopPropagation();
    close();
    anchor.focus({ preventScroll: true });
  };
  function close() {
    if (open !== popup) return;
    open = null;
    removeEventListener("resize", again);
    removeEventListener("scroll", again, true);
    removeEventListener("pointerdown", outside, true);
    panel.remove();
    anchor.setAttribute("aria-expanded", "false");
    closed?.();
  }
  const popup = { close, anchor, again };
  open = popup;
  addEventListener("resize", again);
  addEventListener("scroll", again, true);
  addEventListener("pointerdown", outside, true);
  panel.addEventListener("keydown", key);
  anchor.setAttribute("aria-expanded", "true");
  again();
  return popup;
}

/** A menu of actions: entries are {text, description, icon, url, choose}. */
export function openMenu(anchor, label, entries) {
  if (closedBy(anchor)) return;
  const panel = el("div", { class: "popup menu", role: "menu", "aria-label": label });
  const popup = show(panel, anchor);
  const choose = (entry) => {
    popup.close();
    anchor.focus({ preventScroll: true });
    entry.choose();
  };
  for (const entry of entries) {
    panel.append(
      el("button", { type: "button", class: "popup-option", role: "menuitem", tabindex: -1, on: { click: () => choose(entry) } }, entry.icon && icon(entry.icon), optionWords(entry)),
    );
  }
  panel.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...panel.children];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
  popup.again();
  panel.firstElementChild?.focus();
}

function optionWords({ text, description, badge }) {
  return el("span", { class: "popup-words" }, el("span", {}, text, badge && el("span", { class: "badge" }, badge)), description && el("small", {}, description));
}

/**
 * A list to choose from, with a field that narrows it.
 *
 * `load(query)` gives (a promise of) groups [{label, options: [{key, text, description, badge, lead, disabled}]}],
 * or {hint} in place of options. `chosen()` is the set of chosen keys, `pick(option)` chooses; a `multi` list stays open.
 */
export function openChooser({ anchor, label, load, chosen, pick, multi = false, delay = 0, closed }) {
  if (closedBy(anchor)) return;
  const listId = newId("options");
  const search = el("input", {
    class: "popup-search", type: "text", role: "combobox", placeholder: "Type to search", autocomplete: "off", spellcheck: "false",
    "aria-label": `Search ${label}`, "aria-expanded": "true", "aria-controls": listId, "aria-autocomplete": "list",
  });
  const list = el("div", { class: "popup-list", role: "listbox", id: listId, "aria-label": label, "aria-multiselectable": multi ? "true" : null });
  const panel = el("div", { class: "popup chooser" }, search, list);
  const popup = show(panel, anchor, () => {
    clearTimeout(timer);
    asked += 1;
    closed?.();
  });
  let rows = [];
  let active = -1;
  let asked = 0;
  let timer = 0;
  let looking = false;
  let hurried = false; // Enter came before the list had caught up with what was typed

  function mark(index) {
    rows[active]?.node.classList.remove("active");
    active = rows.length ? Math.max(0, Math.min(index, rows.length - 1)) : -1;
    rows[active]?.node.classList.add("active");
    rows[active]?.node.scrollIntoView({ block: "nearest" });
    if (active < 0) search.removeAttribute("aria-activedescendant");
    else search.setAttribute("aria-activedescendant", rows[active].node.id);
  }

  function choose(row) {
    if (!row || row.option.disabled) return;
    if (!multi) {
      popup.close();
      anchor.focus({ preventScroll: true });
    }
    pick(row.option);
    const keys = chosen();
    for (const one of rows) one.node.setAttribute("aria-selected", String(keys.has(one.option.key)));
    if (multi) popup.again();
  }

  function option(one) {
    const node = el(
      "div",
      { class: "popup-option", role: "option", id: newId("option"), "aria-selected": String(chosen().has(one.key)), "aria-disabled": one.disabled ? "true" : null },
      one.lead, optionWords(one), icon("check"),
    );
    const row = { node, option: one };
    node.addEventListener("click", () => choose(row));
    node.addEventListener("pointermove", () => active !== rows.indexOf(row) && mark(rows.indexOf(row)));
    rows.push(row);
    return node;
  }

  function draw({ groups = [], hint }) {
    rows = [];
    const parts = groups.filter((group) => group.options.length).map((group) =>
      group.label ? el("div", { role: "group", "aria-label": group.label }, el("div", { class: "popup-group", "aria-hidden": "true" }, group.label), group.options.map(option)) : group.options.map(option),
    );
    list.replaceChildren(...parts.flat());
    if (!rows.length) list.append(el("p", { class: "popup-hint" }, hint ?? "Nothing found."));
    const first = rows.findIndex((row) => chosen().has(row.option.key));
    active = -1;
    mark(search.value || multi ? 0 : Math.max(first, 0));
    popup.again();
  }

  async function look() {
    clearTimeout(timer);
    asked += 1;
    const mine = asked;
    looking = true;
    const answer = load(search.value.trim());
    if (answer instanceof Promise) list.setAttribute("aria-busy", "true");
    const found = await Promise.resolve(answer).catch((error) => ({ hint: error.message }));
    if (mine !== asked) return;
    looking = false;
    list.removeAttribute("aria-busy");
    draw(found);
    if (hurried) choose(rows[active]);
    hurried = false;
  }

  list.addEventListener("mousedown", (event) => event.preventDefault()); // typing goes on after a click
  search.addEventListener("input", () => {
    clearTimeout(timer);
    looking = true;
    timer = setTimeout(look, delay);
  });
  search.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) mark(active + step);
    else if (event.key === "Enter" && looking) hurried = true;
    else if (event.key === "Enter") choose(rows[active]);
    else return;
    event.preventDefault();
  });
  look();
  search.focus({ preventScroll: true });
}
