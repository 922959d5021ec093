// The left side: who speaks, the channels, the direct messages, the app.

import { avatar } from "./avatar.js";
import { el, keepFocus, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { openChooser } from "./listbox.js";
import { HOME } from "./workspace.js";

/** Draws the sidebar; on a narrow screen it is a drawer that `close` shuts. */
export class Sidebar {
  #node;
  #workspace;
  #close;

  constructor(node, workspace, close) {
    this.#node = node;
    this.#workspace = workspace;
    this.#close = close;
  }

  draw() {
    const { state, speaker, place, online } = this.#workspace;
    const me = this.#workspace.directory.person(speaker) ?? state.me;
    const channels = state.conversations.filter((one) => one.kind === "channel");
    const messages = state.conversations.find((one) => one.kind === "im");
    const parts = [
      {
        key: "team",
        signature: JSON.stringify([state.team.name, online]),
        build: () => this.#team(state.team, online),
      },
      { key: "speaker", signature: JSON.stringify(me), build: () => this.#speaker(me) },
      {
        key: "rooms",
        signature: JSON.stringify([channels, messages, place, state.bot]),
        build: () => this.#rooms(channels, messages),
      },
    ];
    keepFocus(() => reconcile(this.#node, parts));
  }

  #team(team, online) {
    return el(
      "div",
      { class: "team" },
      el("div", { class: "team-name" }, team.name),
      el(
        "div",
        { class: "team-note" },
        el("span", { class: `dot ${online ? "dot-on" : "dot-off"}` }),
        online ? "Practice workspace" : "Connection lost, trying again…",
      ),
    );
  }

  #speaker(me) {
    const choose = () =>
      openChooser({
        anchor: node,
        label: "Speak as",
        load: (query) => this.#people(query),
        chosen: () => new Set([this.#workspace.speaker]),
        pick: (one) => this.#workspace.speakAs(one.key),
      });
    const node = el(
      "button",
      {
        type: "button",
        class: "speaker",
        "aria-haspopup": "listbox",
        "aria-expanded": "false",
        "aria-label": `Speaking as ${me.real_name || me.name}`,
        "data-testid": "speaker",
        "data-focus": "speaker",
        on: { click: choose },
      },
      avatar(me, "large"),
      el(
        "span",
        { class: "speaker-words" },
        el("small", {}, "Speaking as"),
        el("strong", {}, me.real_name || me.name),
        me.title && el("small", {}, me.title),
      ),
      icon("down"),
    );
    return el("div", { class: "speaker-wrap" }, node);
  }

  #people(query) {
    const wanted = query.toLowerCase();
    const people = this.#workspace.state.people.filter(
      (one) =>
        !one.bot &&
        [one.real_name, one.name, one.title].some((words) => words?.toLowerCase().includes(wanted)),
    );
    const options = people.map((one) => ({
      key: one.id,
      text: one.real_name || one.name,
      description: one.title,
      lead: avatar(one),
      badge: one.deactivated ? "Deactivated" : one.guest ? "Guest" : null,
      disabled: one.deactivated,
    }));
    return { groups: [{ options }] };
  }

  #rooms(channels, messages) {
    const { bot } = this.#workspace.state;
    return el(
      "div",
      { class: "rooms", "data-testid": "conversations" },
      this.#group(
        "Channels",
        channels.map((one) => this.#room(one.id, one.name, one.private ? "lock" : "hash", one)),
      ),
      this.#group(
        bot.name,
        [
          this.#room(HOME, "Home", "home", { id: HOME }),
          this.#entry(
            "Messages",
            "chat",
            messages ?? {},
            Boolean(messages) && messages.id === this.#workspace.place,
            () => this.#workspace.openMessages(),
          ),
        ],
        "App",
      ),
    );
  }

  #group(name, entries, badge) {
    return el(
      "section",
      { "aria-label": name },
      el("h2", {}, name, badge && el("span", { class: "badge" }, badge)),
      el("ul", {}, entries),
    );
  }

  #room(id, name, sign, conversation) {
    return this.#entry(name, sign, conversation, id === this.#workspace.place, () => this.#workspace.go(id));
  }

  #entry(name, sign, { id = name, unread, shared }, here, go) {
    const unseen = Boolean(unread) && !here;
    const press = () => {
      this.#close();
      go();
    };
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: `room${unseen ? " unread" : ""}`,
          "aria-current": here ? "page" : null,
          "data-focus": `room ${id}`,
          on: { click: press },
        },
        icon(sign),
        el("span", { class: "room-name" }, name),
        shared &&
          el(
            "span",
            { class: "room-shared", title: "Shared with outsiders" },
            icon("globe"),
            el("span", { class: "unseen" }, "shared with outsiders"),
          ),
        unseen &&
          el(
            "span",
            { class: "count", "aria-label": typeof unread === "number" ? `${unread} unread` : "unread" },
            typeof unread === "number" ? unread : "",
          ),
      ),
    );
  }
}
