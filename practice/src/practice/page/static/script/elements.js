// Block elements by type.

import { button, feedbackButtons, iconButton, overflow } from "./buttons.js";
import { multiSelect, select } from "./selects.js";
import { el } from "./dom.js";
import {
  checkboxes,
  datePicker,
  dateTimePicker,
  fileInput,
  radioButtons,
  richTextInput,
  textInput,
  timePicker,
} from "./inputs.js";
import { Slot } from "./surface.js";

const PRESSED = {
  button,
  workflow_button: button,
  icon_button: iconButton,
  feedback_buttons: feedbackButtons,
  overflow,
};

const HOLDING = {
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  rich_text_input: richTextInput,
  datepicker: datePicker,
  timepicker: timePicker,
  datetimepicker: dateTimePicker,
  checkboxes,
  radio_buttons: radioButtons,
  file_input: fileInput,
  static_select: select,
  external_select: select,
  users_select: select,
  channels_select: select,
  conversations_select: select,
  multi_static_select: multiSelect,
  multi_external_select: multiSelect,
  multi_users_select: multiSelect,
  multi_channels_select: multiSelect,
  multi_conversations_select: multiSelect,
};

const NAMES = {
  datepicker: "Date",
  timepicker: "Time",
  datetimepicker: "Date and time",
  checkboxes: "Choices",
  radio_buttons: "Choice",
};

/** An element of a block. `label` names it aloud; `changed(block_id)` hears of every change of its value. */
export function interactive(surface, block, element, { label, changed } = {}) {
  if (PRESSED[element.type]) return PRESSED[element.type](surface, block, element);
  const draw = HOLDING[element.type];
  if (!draw) return el("span", { class: "unknown" }, `(${element.type})`);
  return draw(
    new Slot(surface, block, element, changed),
    label || element.placeholder?.text || NAMES[element.type] || "Choose",
  );
}

/** Whether one control carries the element, so that a label can belong to it. */
export function isSingleControl(element) {
  return !["checkboxes", "radio_buttons"].includes(element.type);
}
