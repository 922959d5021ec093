// Modals: a stack of views, the last on top, with their fields, mistakes and buttons.

import { drawBlock, showMistake } from "./blocks.js";
import { busyWhile } from "./buttons.js";
import { el, keepFocus, newId, reconcile } from "./dom.js";
import { Fields, mistakes } from "./fields.js";
import { icon } from "./icons.js";
import { textObject } from "./mrkdwn.js";
import { Surface } from "./surface.js";

/** What the page keeps about one open view while it is open. */
class Modal {
  #workspace;
  #titleId = newId("modal");
  #local = {};
  #forgiven = new Set();
  #told = "";

  constructor(workspace, viewId, fields) {
    this.#workspace = workspace;
    this.viewId = viewId;
    this.fields = fields;
    this.surface = new Surface(workspace, {
      key: `view ${viewId}`,
      container: { type: "view", view_id: viewId },
      blocks: [],
      fields,
    });
    this.head = el("header", { class: "modal-head" });
    this.body = el("div", { class: "modal-body" });
    this.general = el("div", { class: "alert alert-error", role: "alert", hidden: true });
    this.foot = el("footer", { class: "modal-foot" });
    const submit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    const form = el(
      "form",
      { class: "modal-form", novalidate: true, on: { submit } },
      this.head,
      this.general,
      this.body,
      this.foot,
    );
    this.node = el(
      "div",
      {
        class: "modal",
        role: "dialog",
        "aria-modal": "true",
        "aria-labelledby": this.#titleId,
        tabindex: -1,
        "data-testid": "modal",
        "data-view-id": viewId,
      },
      form,
    );
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
  }

  draw(view, errors, depth) {
    this.view = view;
    const { directory } = this.#workspace;
    const told = JSON.stringify([view.hash, errors]);
    if (told !== this.#told) this.#forgiven.clear();
    const fresh = told !== this.#told && Object.keys(errors).length > 0;
    this.#told = told;
    this.errors = errors;
    this.surface.blocks = view.blocks;
    const changed = (blockId) => this.#edited(blockId);
    keepFocus(() => {
      reconcile(this.head, [
        { key: "head", signature: JSON.stringify([view.title, depth]), build: () => this.#head(depth) },
      ]);
      reconcile(
        this.body,
        view.blocks.map((block, index) => ({
          key: block.block_id ?? index,
          signature: JSON.stringify([block, directory.version]),
          build: () => drawBlock(block, this.surface, changed),
        })),
      );
      reconcile(this.foot, [
        { key: "foot", signature: JSON.stringify([view.submit, view.close]), build: () => this.#foot() },
      ]);
    });
    this.#showMistakes();
    if (fresh) this.#focusMistake();
  }

  #head(depth) {
    const back = depth > 0;
    return el(
      "div",
      { class: "modal-head-row" },
      back &&
        el(
          "button",
          {
            type: "button",
            class: "button square quiet",
            "aria-label": "Back",
            on: { click: () => this.close() },
          },
          icon("left"),
        ),
      el("h2", { id: this.#titleId }, textObject(this.view.title, this.#workspace.directory)),
      el(
        "button",
        {
          type: "button",
          class: "button square quiet",
          "aria-label": "Close",
          "data-focus": "modal close",
          on: { click: () => this.close(back) },
        },
        icon("cross"),
      ),
    );
  }

  #foot() {
    const { view } = this;
    const { directory } = this.#workspace;
    const words = view.close ?? { type: "plain_text", text: view.submit ? "Cancel" : "Close" };
    this.submit =
      view.submit &&
      el(
        "button",
        { type: "submit", class: "button primary", "data-testid": "submit", "data-focus": "modal submit" },
        textObject(view.submit, directory),
      );
    return el(
      "div",
      { class: "dialog-foot" },
      el(
        "button",
        { type: "button", class: "button", "data-focus": "modal cancel", on: { click: () => this.close() } },
        textObject(words, directory),
      ),
      this.submit,
    );
  }

  #edited(blockId) {
    delete this.#local[blockId];
    this.#forgiven.add(blockId);
    this.#showMistakes();
  }

  /** The app's errors until their field is edited, and Slack's own until it is mended. */
  #showMistakes() {
    const app = Object.fromEntries(
      Object.entries(this.errors).filter(([blockId]) => !this.#forgiven.has(blockId)),
    );
    const shown = { ...app, ...this.#local };
    for (const node of this.body.children) {
      showMistake(node, shown[node.dataset.block]);
      if (node.querySelector(".field-error")) delete shown[node.dataset.block];
    }
    const homeless = Object.values(shown).join(" ");
    this.general.hidden = !homeless;
    this.general.textContent = homeless;
  }

  #focusMistake() {
    this.body.querySelector("[aria-invalid]")?.focus();
  }

  async #submit() {
    if (!this.submit) return;
    this.#local = mistakes(this.view.blocks, this.fields);
    this.#forgiven.clear();
    this.#showMistakes();
    if (Object.keys(this.#local).length) {
      this.#focusMistake();
      return;
    }
    this.#told = "";
    await busyWhile(this.submit, () =>
      this.#workspace.try({
        type: "submit",
        view_id: this.viewId,
        values: this.fields.values(this.view.blocks),
      }),
    );
  }

  /** Close this view, or with `all` the ones beneath it too, as Slack's cross does. */
  close(all = false) {
    return this.#workspace.try({ type: "close", view_id: this.viewId, ...(all && { all }) });
  }
}

/** Out of reach of pointer, keyboard and screen reader while something lies above it. */
function setAside(node, aside) {
  node.inert = aside;
  if (aside) node.setAttribute("aria-hidden", "true");
  else node.removeAttribute("aria-hidden");
}

/** All open modals. Those beneath the top one, and the page, are inert. */
export class Modals {
  #workspace;
  #root;
  #page;
  #open = new Map();
  #fields = new Map();
  #before = null;

  constructor(root, page, workspace) {
    this.#root = root;
    this.#page = page;
    this.#workspace = workspace;
  }

  draw() {
    const stack = this.#workspace.state.modals ?? [];
    const wanted = new Set(stack.map(({ view }) => view.id));
    if (stack.length && !this.#open.size) this.#before = document.activeElement;
    const topBefore = [...this.#open.keys()].at(-1);
    for (const [id, modal] of this.#open) {
      if (wanted.has(id)) continue;
      modal.layer.remove();
      this.#open.delete(id);
    }
    stack.forEach(({ view, errors }, depth) =>
      this.#drawOne(view, errors ?? {}, depth, depth === stack.length - 1),
    );
    setAside(this.#page, stack.length > 0);
    const top = stack.at(-1)?.view.id;
    if (top && top !== topBefore) this.#focusInto(this.#open.get(top));
    if (!top && this.#before) {
      if (this.#before.isConnected) this.#before.focus({ preventScroll: true });
      this.#before = null;
    }
  }

  #drawOne(view, errors, depth, onTop) {
    let modal = this.#open.get(view.id);
    if (!modal) {
      // Kept while another person speaks, so that nobody's half-filled form is lost.
      if (!this.#fields.has(view.id)) this.#fields.set(view.id, new Fields(this.#workspace.place));
      modal = new Modal(this.#workspace, view.id, this.#fields.get(view.id));
      modal.layer = el("div", { class: "modal-layer" }, modal.node);
      this.#open.set(view.id, modal);
      this.#root.append(modal.layer);
    }
    setAside(modal.layer, !onTop);
    modal.layer.classList.toggle("beneath", !onTop);
    modal.draw(view, errors, depth);
  }

  /** Begin in the field the app names, in the first one, or at the window itself. */
  #focusInto(modal) {
    const named = modal.view.blocks.find((block) => block.element?.focus_on_load);
    const block = named && [...modal.body.children].find((node) => node.dataset.block === named.block_id);
    const first = (block ?? modal.body).querySelector("input:not([type=file]), textarea, .select");
    (first ?? modal.node).focus({ preventScroll: true });
  }
}
