// Who is speaking, where they are looking, and the last state the server gave for them.

import { act, base64, fetchState, listen, markRead, Refused } from "./server.js";

/** Who and what the ids of a workspace stand for, and in which zone the reader lives. */
class Directory {
  constructor(state, before) {
    this.people = state.people ?? [];
    this.conversations = state.conversations ?? [];
    this.bot = state.bot ?? {};
    this.reader = state.me?.id;
    this.zone = state.me?.tz || Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.byId = new Map(this.people.map((person) => [person.id, person]));
    this.names = JSON.stringify([
      this.reader,
      this.people,
      this.conversations.map((one) => [one.id, one.name]),
    ]);
    /** Counts up when a name changes, so that what mentions it is drawn anew. */
    this.version = (before?.version ?? 0) + (before?.names === this.names ? 0 : 1);
  }

  person(id) {
    return (
      this.byId.get(id) ??
      (id === this.bot.user_id ? { id, name: this.bot.name, real_name: this.bot.name, bot: true } : null)
    );
  }

  channel(id) {
    return this.conversations.find((conversation) => conversation.id === id) ?? null;
  }
}

export const HOME = "home";

/** Where somebody begins: a channel the app is in, or whatever they can see. */
function firstPlace(conversations) {
  const withApp = conversations.find((one) => one.kind === "channel" && one.bot_in);
  return (withApp ?? conversations[0])?.id ?? HOME;
}

/** The page's one model. `draw` is called after every change; `complain(text)` tells the reader of a failure. */
export class Workspace {
  #draw;
  #complain;
  #hangUp = null;
  #fetching = false;
  #stale = false;
  #reading = false;
  #places = new Map();

  constructor(draw, complain) {
    this.#draw = draw;
    this.#complain = complain;
    this.state = null;
    this.directory = null;
    this.speaker = null;
    this.place = null;
    this.online = true;
    this.announced = new Set();
  }

  /** Begin as the page's address says (`#as=U1&at=C1`), or as the first person of the workspace. */
  async start() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const { people } = await fetchState();
    const able = people.filter((person) => !person.bot && !person.deactivated);
    const first = able.find((person) => person.id === asked.get("as")) ?? able[0];
    if (!first) throw new Refused("There is nobody in this workspace to speak as.");
    await this.speakAs(first.id, asked.get("at"));
  }

  /** Go on as another person, where they last were. */
  async speakAs(person, place = this.#places.get(person)) {
    this.speaker = person;
    this.place = place ?? null;
    this.#hangUp?.();
    this.#hangUp = listen(
      person,
      () => this.refresh(),
      (online) => this.#lineIs(online),
    );
    await this.refresh();
    if (this.place === HOME) await this.try({ type: "open_home" });
  }

  #lineIs(online) {
    if (online === this.online) return;
    this.online = online;
    this.#draw();
  }

  /** Fetch the state and draw. Calls while one is under way become one more fetch after it. */
  async refresh() {
    if (this.#fetching) {
      this.#stale = true;
      return;
    }
    this.#fetching = true;
    try {
      do {
        this.#stale = false;
        await this.#fetch();
      } while (this.#stale);
    } catch (error) {
      if (error.status === 404) this.#startOver();
      else if (this.online) this.#complain(error.message);
    } finally {
      this.#fetching = false;
    }
  }

  /** The server began anew and knows nobody of before. */
  #startOver() {
    history.replaceState(null, "", location.pathname);
    location.reload();
  }

  async #fetch() {
    const speaker = this.speaker;
    const state = await fetchState(speaker);
    if (speaker !== this.speaker) {
      this.#stale = true;
      return;
    }
    const first = this.state?.me.id !== speaker;
    this.state = state;
    this.directory = new Directory(state, this.directory);
    const known = this.place === HOME || this.directory.channel(this.place);
    if (!known) this.place = firstPlace(state.conversations);
    this.#remember();
    this.#announce(first);
    this.#draw();
    this.#read();
  }

  /** What is on the screen is read. */
  #read() {
    const here = this.directory.channel(this.place);
    if (!here?.unread || document.hidden || this.#reading) return;
    this.#reading = true;
    markRead(this.speaker, here.id)
      .catch((error) => this.#complain(error.message))
      .finally(() => (this.#reading = false));
  }

  #remember() {
    this.#places.set(this.speaker, this.place);
    history.replaceState(null, "", `#as=${this.speaker}&at=${this.place}`);
  }

  /** Notices already there when somebody begins to speak are old news. */
  #announce(first) {
    for (const notice of this.state.notices ?? []) {
      const key = `${this.speaker} ${notice.time} ${notice.text}`;
      if (!this.announced.has(key) && !first) this.#complain(notice.text);
      this.announced.add(key);
    }
  }

  /** Look at a conversation, or at the app's Home. */
  async go(place) {
    this.place = place;
    this.#remember();
    this.#draw();
    this.#read();
    if (place === HOME) await this.try({ type: "open_home" });
  }

  /** Look at the direct messages with the app, which hears of it. */
  async openMessages() {
    const answer = await this.try({ type: "open_dm" });
    if (answer) await this.go(answer.conversation);
  }

  /** Do something and look again; raises Refused. */
  async act(action) {
    try {
      return await act(this.speaker, action);
    } finally {
      await this.refresh();
    }
  }

  /** The same, telling the reader of a refusal; null then. */
  async try(action) {
    try {
      return await this.act(action);
    } catch (error) {
      this.#complain(error.message);
      return null;
    }
  }

  /** The options an external select offers for what was typed. */
  suggest(container, blockId, actionId, value) {
    return act(this.speaker, { type: "suggest", container, block_id: blockId, action_id: actionId, value });
  }

  /** Hand a file to the workspace: {id, name}. */
  async upload(file) {
    const answer = await act(this.speaker, {
      type: "upload",
      name: file.name,
      content_base64: await base64(file),
    });
    return { id: answer.file_id, name: file.name };
  }
}
