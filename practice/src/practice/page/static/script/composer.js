// Where people write. It completes slash commands and names, and keeps a draft for each conversation.

import { Completions } from "./completions.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./popups.js";

/** The button behind which the app's global shortcuts are. */
export function shortcutsButton(workspace) {
  const open = () => {
    const entries = (workspace.state.shortcuts ?? []).map((one) => ({
      text: one.name,
      icon: "bolt",
      choose: () => workspace.try({ type: "shortcut", callback_id: one.callback_id }),
    }));
    openMenu(
      node,
      "Shortcuts",
      entries.length ? entries : [{ text: "The app offers no shortcuts", choose: () => {} }],
    );
  };
  const node = el(
    "button",
    {
      type: "button",
      class: "button round",
      "aria-label": "Shortcuts",
      title: "Shortcuts",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-testid": "shortcuts",
      on: { click: open },
    },
    icon("plus"),
  );
  return node;
}

/** The writing place under the messages. It is built once; only its drafts change with the conversation. */
export class Composer {
  #workspace;
  #conversation = null;
  #drafts = new Map();
  #threads = new Map();
  #shownFor = null;

  constructor(workspace) {
    this.#workspace = workspace;
    this.text = el("textarea", {
      rows: 1,
      class: "composer-text",
      "aria-label": "Message",
      autocomplete: "off",
      "data-testid": "composer",
      on: {
        input: () => this.#typed(),
        keydown: (event) => this.#key(event),
        blur: () => this.completions.hide(),
        click: () => this.completions.update(),
      },
    });
    this.completions = new Completions(this.text, workspace, () => this.#written());
    this.thread = el("div", { class: "composer-thread", hidden: true });
    this.send = el(
      "button",
      {
        type: "button",
        class: "button send",
        "aria-label": "Send",
        title: "Send (Enter)",
        "data-testid": "send",
        on: { click: () => this.#send() },
      },
      icon("send"),
    );
    this.node = el(
      "div",
      { class: "composer" },
      this.completions.list,
      this.completions.usage,
      this.thread,
      el("div", { class: "composer-row" }, shortcutsButton(workspace), this.text, this.send),
    );
  }

  get #draftKey() {
    return `${this.#workspace.speaker} ${this.#conversation.id}`;
  }

  /** Write in `conversation`; what was begun elsewhere is kept there. */
  draw(conversation) {
    this.#conversation = conversation;
    const now = this.#draftKey;
    const name = conversation.kind === "im" ? conversation.name : `#${conversation.name}`;
    this.text.setAttribute("aria-label", `Message ${name}`);
    this.text.placeholder = `Message ${name}`;
    if (this.#shownFor === now) return;
    this.#shownFor = now;
    this.text.value = this.#drafts.get(now) ?? "";
    this.#drawThread();
    this.#grow();
    this.completions.hide();
  }

  /** Answer in a message's thread, or with null no more. */
  answer(message) {
    if (message) this.#threads.set(this.#draftKey, message);
    else this.#threads.delete(this.#draftKey);
    this.#drawThread();
    this.text.focus();
  }

  #drawThread() {
    const message = this.#threads.get(this.#draftKey);
    this.thread.hidden = !message;
    if (!message) return;
    this.thread.replaceChildren(
      icon("reply"),
      el(
        "span",
        { class: "composer-thread-words" },
        "Replying in the thread of ",
        el("strong", {}, message.author || "this message"),
        message.text && `: ${message.text.slice(0, 90)}`,
      ),
      el(
        "button",
        {
          type: "button",
          class: "button small",
          "aria-label": "Leave the thread",
          on: { click: () => this.answer(null) },
        },
        icon("cross"),
      ),
    );
  }

  #grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 200)}px`;
    this.send.classList.toggle("ready", this.text.value.trim() !== "");
  }

  #written() {
    this.#drafts.set(this.#draftKey, this.text.value);
    this.#grow();
  }

  #typed() {
    this.#written();
    this.completions.update();
  }

  #key(event) {
    if (this.completions.key(event) || event.isComposing) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.#send();
  }

  async #send() {
    const text = this.text.value.trim();
    if (!text || this.send.getAttribute("aria-busy") === "true") return;
    const place = this.#draftKey;
    const thread = this.#threads.get(place);
    const action = {
      type: "say",
      conversation: this.#conversation.id,
      text,
      ...(thread && { thread_ts: thread.thread_ts || thread.ts }),
    };
    this.#write(place, "");
    this.completions.hide();
    this.send.setAttribute("aria-busy", "true");
    const answer = await this.#workspace.try(action);
    this.send.removeAttribute("aria-busy");
    if (!answer && !this.#drafts.get(place)) this.#write(place, text);
    if (place === this.#draftKey && !document.querySelector(".modal"))
      this.text.focus({ preventScroll: true });
  }

  #write(place, text) {
    this.#drafts.set(place, text);
    if (place !== this.#draftKey) return;
    this.text.value = text;
    this.#grow();
  }
}
