// The middle: a conversation with its composer, or the app's Home.

import { drawBlock } from "./blocks.js";
import { Composer, shortcutsButton } from "./composer.js";
import { el, keepFocus, reconcile } from "./dom.js";
import { Fields } from "./fields.js";
import { icon } from "./icons.js";
import { Messages } from "./messages.js";
import { Surface } from "./surface.js";
import { HOME } from "./workspace.js";

/** Draws what the speaker looks at. `openDrawer` shows the sidebar on a narrow screen. */
export class Place {
  #workspace;
  #surfaces = new Map();

  constructor(node, workspace, openDrawer) {
    this.#workspace = workspace;
    this.head = el("header", { class: "place-head" });
    this.drawer = el(
      "button",
      {
        type: "button",
        class: "button square quiet drawer-button",
        "aria-label": "Conversations and people",
        on: { click: openDrawer },
      },
      icon("menu"),
    );
    this.words = el("div", { class: "place-words" });
    this.side = el("div", { class: "place-side" });
    this.head.append(this.drawer, this.words, this.side);
    this.composer = new Composer(workspace);
    this.messages = new Messages(workspace, (message) => this.composer.answer(message));
    this.home = el("div", {
      class: "home",
      "data-testid": "home",
      tabindex: 0,
      role: "region",
      "aria-label": "App Home",
    });
    this.shortcuts = shortcutsButton(workspace);
    node.replaceChildren(this.head, this.home, this.messages.node, this.composer.node);
  }

  draw() {
    const { place, directory, state } = this.#workspace;
    const atHome = place === HOME;
    this.home.hidden = !atHome;
    this.messages.node.hidden = atHome;
    this.composer.node.hidden = atHome;
    const conversation = atHome ? null : directory.channel(place);
    keepFocus(() => {
      reconcile(this.words, [this.#title(conversation, state.bot)]);
      if (atHome) this.#drawHome(state.home);
      else this.messages.draw(conversation);
    });
    if (atHome) this.side.replaceChildren(this.shortcuts);
    else this.side.replaceChildren();
    if (!atHome) this.composer.draw(conversation);
    const name = atHome ? `${state.bot.name} Home` : conversation.name;
    document.title = `${name} · ${state.me?.real_name ?? ""} · ${state.team.name}`;
  }

  #title(conversation, bot) {
    if (!conversation)
      return {
        key: "home",
        signature: bot.name,
        build: () => el("h1", {}, icon("home"), bot.name, el("span", { class: "place-topic" }, "Home")),
      };
    const { name, kind, topic, shared, bot_in: botIn } = conversation;
    return {
      key: conversation.id,
      signature: JSON.stringify([name, kind, topic, shared, botIn, conversation.private]),
      build: () =>
        el(
          "h1",
          {},
          icon(kind === "im" ? "chat" : conversation.private ? "lock" : "hash"),
          el("span", { class: "place-name" }, name),
          shared && el("span", { class: "badge warn" }, "Shared with outsiders"),
          kind === "channel" &&
            botIn === false &&
            el("span", { class: "badge" }, `${bot.name} is not in here`),
          el("span", { class: "place-topic" }, kind === "im" ? "Messages" : topic),
        ),
    };
  }

  #drawHome(view) {
    if (!view) {
      reconcile(this.home, [
        {
          key: "none",
          signature: "",
          build: () => el("p", { class: "empty" }, "Home is on its way."),
        },
      ]);
      return;
    }
    if (!this.#surfaces.has(view.id))
      this.#surfaces.set(
        view.id,
        new Surface(this.#workspace, {
          key: `view ${view.id}`,
          container: { type: "view", view_id: view.id },
          fields: new Fields(null),
        }),
      );
    const surface = this.#surfaces.get(view.id);
    surface.blocks = view.blocks;
    reconcile(
      this.home,
      view.blocks.map((block, index) => ({
        key: `${view.id} ${block.block_id ?? index}`,
        signature: JSON.stringify([block, this.#workspace.directory.version]),
        build: () => drawBlock(block, surface),
      })),
    );
  }
}
