// Short notices: what failed, in the corner, until read.

import { el } from "./dom.js";
import { icon } from "./icons.js";

const LASTING = 12_000;

/** Show `text` for a while; the same text twice is shown once. */
export function toast(root, text) {
  for (const old of root.children) if (old.dataset.text === text) old.remove();
  const node = el(
    "div",
    { class: "toast", "data-text": text },
    icon("warning"),
    el("p", {}, text),
    el(
      "button",
      {
        type: "button",
        class: "button square quiet",
        "aria-label": "Dismiss",
        on: { click: () => node.remove() },
      },
      icon("cross"),
    ),
  );
  root.append(node);
  let timer = setTimeout(() => node.remove(), LASTING);
  node.addEventListener("pointerenter", () => clearTimeout(timer));
  node.addEventListener("pointerleave", () => (timer = setTimeout(() => node.remove(), LASTING / 3)));
}
