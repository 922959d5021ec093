// What is pressed and holds no value: buttons, icon and feedback buttons, overflow menus.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { safeAddress } from "./inline.js";
import { textObject } from "./mrkdwn.js";
import { openMenu } from "./popups.js";

/** Mark a button busy while `work` is under way, and press it only once. */
export async function busyWhile(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function follow(address) {
  const href = address && safeAddress(address);
  if (href) window.open(href, "_blank", "noopener,noreferrer");
}

/** A button; one with an address also opens it. */
export function button(surface, block, element) {
  const style = element.style ? ` ${element.style}` : "";
  const press = () => {
    follow(element.url);
    return busyWhile(node, () =>
      surface.press(block, element, element.value === undefined ? {} : { value: element.value }),
    );
  };
  const node = el(
    "button",
    {
      type: "button",
      class: `button${style}`,
      "aria-label": element.accessibility_label,
      "data-focus": surface.focusKey(block, element),
      on: { click: press },
    },
    textObject(element.text, surface.directory),
    element.url && icon("globe"),
  );
  return node;
}

/** A small button for a message's footer. */
export function iconButton(surface, block, element) {
  const seen =
    !element.visible_to_user_ids?.length || element.visible_to_user_ids.includes(surface.directory.reader);
  return seen ? button(surface, block, element) : null;
}

/** Two buttons, good and bad. */
export function feedbackButtons(surface, block, element) {
  const one = (half) => button(surface, block, { ...half, action_id: element.action_id });
  return el("span", { class: "joined" }, one(element.positive_button), one(element.negative_button));
}

/** A menu behind three dots. */
export function overflow(surface, block, element) {
  const entries = element.options.map((option) => ({
    text: option.text.text,
    description: option.description?.text,
    choose: () => {
      follow(option.url);
      surface.press(block, element, { selected_option: option });
    },
  }));
  const node = el(
    "button",
    {
      type: "button",
      class: "button square",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-focus": surface.focusKey(block, element),
      on: { click: () => openMenu(node, "More actions", entries) },
    },
    icon("more"),
  );
  return node;
}
