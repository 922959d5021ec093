// What is typed and chosen in the inputs of one view or message, kept apart from the elements that show it.

const CHOICES = {
  static_select: ["selected_option", "initial_option", null],
  external_select: ["selected_option", "initial_option", null],
  radio_buttons: ["selected_option", "initial_option", null],
  users_select: ["selected_user", "initial_user", null],
  channels_select: ["selected_channel", "initial_channel", null],
  conversations_select: ["selected_conversation", "initial_conversation", null],
  multi_static_select: ["selected_options", "initial_options", []],
  multi_external_select: ["selected_options", "initial_options", []],
  checkboxes: ["selected_options", "initial_options", []],
  multi_users_select: ["selected_users", "initial_users", []],
  multi_channels_select: ["selected_channels", "initial_channels", []],
  multi_conversations_select: ["selected_conversations", "initial_conversations", []],
  datepicker: ["selected_date", "initial_date", null],
  timepicker: ["selected_time", "initial_time", null],
  datetimepicker: ["selected_date_time", "initial_date_time", null],
  plain_text_input: ["value", "initial_value", null],
  number_input: ["value", "initial_value", null],
  email_text_input: ["value", "initial_value", null],
  url_text_input: ["value", "initial_value", null],
  rich_text_input: ["rich_text_value", "initial_value", null],
  file_input: ["files", null, []],
};

/** The name of the part of an element's state that holds its value, e.g. "selected_date"; undefined for buttons. */
export function valuePart(element) {
  return CHOICES[element.type]?.[0];
}

/** The elements of blocks that hold a value, as [block, element] pairs. */
export function valueElements(blocks) {
  return blocks
    .flatMap((block) => (block.type === "container" ? block.child_blocks : [block]))
    .flatMap((block) =>
      [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])].map((element) => [
        block,
        element,
      ]),
    )
    .filter(([, element]) => element && valuePart(element));
}

/** The values of one surface. A value stays while its block_id and action_id do, whatever else is redrawn. */
export class Fields {
  #typed = new Map();
  #here;

  /** `here` is the conversation a select may default to. */
  constructor(here) {
    this.#here = here;
  }

  /** The value of an element: what was last put there, or what the app set it to at first. */
  read(blockId, element) {
    const key = JSON.stringify([blockId, element.action_id]);
    if (this.#typed.has(key)) return this.#typed.get(key);
    const [, initial, empty] = CHOICES[element.type];
    if (initial && element[initial] !== undefined) return element[initial];
    if (element.default_to_current_conversation && this.#here)
      return Array.isArray(empty) ? [this.#here] : this.#here;
    return empty;
  }

  write(blockId, element, value) {
    this.#typed.set(JSON.stringify([blockId, element.action_id]), value);
  }

  /** All values as Slack's state.values: {block_id: {action_id: {type, ...}}}. */
  values(blocks) {
    const all = {};
    for (const [block, element] of valueElements(blocks)) {
      const value = this.read(block.block_id, element);
      const stated = element.type === "file_input" ? value.map((file) => ({ id: file.id })) : value;
      all[block.block_id] ??= {};
      all[block.block_id][element.action_id] = { type: element.type, [valuePart(element)]: stated };
    }
    return all;
  }
}

const EMPTY = "Please complete this required field.";
const FORMATS = {
  email_text_input: [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "Please enter a valid email address."],
  url_text_input: [/^https?:\/\/\S+$/i, "Please enter a valid URL."],
  number_input: [/^-?\d+(\.\d+)?$/, "Please enter a number."],
};

/** What Slack itself finds wrong with a value before it is sent; null when nothing is. */
export function mistake(block, element, value) {
  const blank = value === null || value === undefined || value.length === 0;
  if (blank) return block.optional ? null : EMPTY;
  const [format, words] = FORMATS[element.type] ?? [];
  if (format && !format.test(value)) return words;
  if (element.type === "number_input") return numberMistake(element, value);
  if (element.min_length && value.length < element.min_length)
    return `Please enter at least ${element.min_length} characters.`;
  if (element.max_length && value.length > element.max_length)
    return `Please use at most ${element.max_length} characters.`;
  return null;
}

function numberMistake(element, value) {
  const number = Number(value);
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Please enter a whole number.";
  if (element.min_value !== undefined && number < Number(element.min_value))
    return `Please enter ${element.min_value} or more.`;
  if (element.max_value !== undefined && number > Number(element.max_value))
    return `Please enter ${element.max_value} or less.`;
  return null;
}

/** Mistakes of every input block of a view, {block_id: words}. */
export function mistakes(blocks, fields) {
  const found = {};
  for (const [block, element] of valueElements(blocks)) {
    const words = block.type === "input" && mistake(block, element, fields.read(block.block_id, element));
    if (words) found[block.block_id] = words;
  }
  return found;
}
