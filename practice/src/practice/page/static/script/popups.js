// What opens beside a pressed button, and menus of actions; lists to choose from are in listbox.js.

import { el } from "./dom.js";
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

/** Whether the open list belonged to `anchor`: pressing that again closes it. */
export function closedBy(anchor) {
  const mine = open?.anchor === anchor;
  if (mine) open.close();
  return mine;
}

/** Show `panel` beside `anchor` until Escape, a press elsewhere or `close()`; `closed` runs then. */
export function show(panel, anchor, closed) {
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
      el(
        "button",
        {
          type: "button",
          class: "popup-option",
          role: "menuitem",
          tabindex: -1,
          on: { click: () => choose(entry) },
        },
        entry.icon && icon(entry.icon),
        optionWords(entry),
      ),
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

/** The words of one entry: its text, a badge beside it, a description below. */
export function optionWords({ text, description, badge }) {
  return el(
    "span",
    { class: "popup-words" },
    el("span", {}, text, badge && el("span", { class: "badge" }, badge)),
    description && el("small", {}, description),
  );
}
