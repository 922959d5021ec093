// A surface is what carries blocks: one message, one modal, one Home. It knows where a press in it goes.

import { confirmed } from "./confirm.js";

/** One message or view as its blocks see it. */
export class Surface {
  #workspace;

  /** `blocks` may be replaced as the app updates them; `files` are those a file block may name. */
  constructor(workspace, { key, container, blocks, fields, files = [] }) {
    this.#workspace = workspace;
    this.key = key;
    this.container = container;
    this.blocks = blocks;
    this.fields = fields;
    this.files = files;
  }

  /** Who and what the ids in the blocks stand for, as last known. */
  get directory() {
    return this.#workspace.directory;
  }

  /**
   * Tell the app that an element was used; `part` is what was chosen or typed. False where the person thought
   * better of it in the confirmation the app asked for.
   */
  async press(block, element, part) {
    if (element.confirm && !(await confirmed(element.confirm, this.directory))) return false;
    await this.#workspace.try({
      type: "press",
      container: this.container,
      block_id: block.block_id,
      action_id: element.action_id,
      element: part,
      values: this.fields.values(this.blocks),
    });
    return true;
  }

  /** Options for an external select, as the app answers {options} or {option_groups}. */
  suggest(block, element, query) {
    return this.#workspace.suggest(this.container, block.block_id, element.action_id, query);
  }

  /** Hand over a file: {id, name}. */
  upload(file) {
    return this.#workspace.upload(file);
  }

  /** The name by which focus finds an element again after redrawing. */
  focusKey(block, element, part = "") {
    return [this.key, block.block_id, element.action_id, part].join("/");
  }
}

/** One element with a value within its block: reads it, writes it, and tells the app where it wants to know. */
export class Slot {
  constructor(surface, block, element, changed) {
    this.surface = surface;
    this.block = block;
    this.element = element;
    this.changed = changed;
    /** In an input block the app hears of a change only where it asked to; elsewhere always. */
    this.tells = block.type !== "input" || block.dispatch_action === true;
    this.focus = surface.focusKey(block, element);
  }

  get value() {
    return this.surface.fields.read(this.block.block_id, this.element);
  }

  /** Keep a value without telling the app. */
  keep(value) {
    this.surface.fields.write(this.block.block_id, this.element, value);
    this.changed?.(this.block.block_id);
  }

  /** Tell the app the value, if it wants to know; `part` names it as in Slack's payloads. */
  async tell(part) {
    return this.tells ? this.surface.press(this.block, this.element, { [part]: this.value }) : true;
  }

  /** Keep a value and tell the app; true, or false where the person took it back. */
  async set(part, value) {
    const before = this.value;
    this.keep(value);
    const stays = await this.tell(part);
    if (!stays) this.keep(before);
    return stays;
  }
}
