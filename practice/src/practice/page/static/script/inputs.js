// What is typed, picked or ticked: text of every kind, dates and times, checkboxes, radio buttons, files.

import { instantOf, wallTime } from "./dates.js";
import { el, newId } from "./dom.js";
import { icon } from "./icons.js";
import { textObject } from "./mrkdwn.js";

const KINDS = { email_text_input: "email", url_text_input: "url" };

/** plain_text, e-mail, URL and number inputs. */
export function textInput(slot, label) {
  const { element } = slot;
  const many = element.multiline === true;
  const node = el(many ? "textarea" : "input", {
    class: "text-input",
    type: many ? null : (KINDS[element.type] ?? "text"),
    rows: many ? 4 : null,
    inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null,
    placeholder: element.placeholder?.text,
    maxlength: element.max_length,
    "aria-label": label,
    autocomplete: "off",
    "data-focus": slot.focus,
    value: slot.value ?? "",
  });
  tellWhile(slot, node, "value", () => node.value || null);
  return node;
}

/** A rich_text_input: written as plain lines, handed over as rich text. */
export function richTextInput(slot, label) {
  const node = el("textarea", {
    class: "text-input",
    rows: 4,
    placeholder: slot.element.placeholder?.text,
    "aria-label": label,
    "data-focus": slot.focus,
    value: wordsOf(slot.value),
  });
  const read = () =>
    node.value
      ? {
          type: "rich_text",
          elements: [{ type: "rich_text_section", elements: [{ type: "text", text: node.value }] }],
        }
      : null;
  tellWhile(slot, node, "rich_text_value", read);
  return node;
}

function wordsOf(rich) {
  const words = (part) =>
    part.text ?? part.url ?? (part.elements ?? []).map(words).join(part.type === "rich_text" ? "\n" : "");
  return rich ? words(rich) : "";
}

function tellWhile(slot, node, part, read) {
  const when = slot.element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer = 0;
  node.addEventListener("input", () => {
    slot.keep(read());
    if (!slot.tells || !when.includes("on_character_entered")) return;
    clearTimeout(timer);
    timer = setTimeout(() => slot.tell(part), 250);
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || node.tagName === "TEXTAREA") return;
    if (!slot.tells || !when.includes("on_enter_pressed")) return;
    event.preventDefault();
    slot.tell(part);
  });
}

function picker(slot, label, type, part, show, read) {
  const node = el("input", {
    class: "text-input picker",
    type,
    "aria-label": label,
    "data-focus": slot.focus,
    value: show(slot.value),
  });
  node.addEventListener("change", async () => {
    if (node.value.startsWith("000")) return; // a year still being typed
    if (!(await slot.set(part, read(node.value)))) node.value = show(slot.value);
  });
  return node;
}

/** A day. */
export function datePicker(slot, label) {
  return picker(
    slot,
    label,
    "date",
    "selected_date",
    (value) => value ?? "",
    (text) => text || null,
  );
}

/** A time of day. */
export function timePicker(slot, label) {
  return picker(
    slot,
    label,
    "time",
    "selected_time",
    (value) => value ?? "",
    (text) => text || null,
  );
}

/** An instant, written as wall time in the reader's zone. */
export function dateTimePicker(slot, label) {
  const { zone } = slot.surface.directory;
  const show = (value) => (value ? wallTime(value, zone) : "");
  return picker(slot, label, "datetime-local", "selected_date_time", show, (text) =>
    text ? instantOf(text, zone) : null,
  );
}

function choices(slot, label, kind, role, isChosen, choose) {
  const { element, surface } = slot;
  const name = newId(kind);
  const boxes = element.options.map((option, index) => {
    const nameId = newId("option");
    const hintId = option.description ? newId("option") : null;
    const box = el("input", {
      type: kind,
      name,
      value: option.value,
      "aria-labelledby": nameId,
      "aria-describedby": hintId,
      "data-focus": surface.focusKey(slot.block, element, index),
    });
    box.addEventListener("change", () => choose(option, box, show));
    const words = el(
      "span",
      {},
      el("span", { id: nameId }, textObject(option.text, surface.directory)),
      hintId && el("small", { id: hintId }, textObject(option.description, surface.directory)),
    );
    return { box, option, node: el("label", { class: "choice" }, box, words) };
  });
  const show = () => boxes.forEach(({ box, option }) => (box.checked = isChosen(option)));
  show();
  return el(
    "div",
    { class: "choices", role, "aria-label": label },
    boxes.map((one) => one.node),
  );
}

/** Boxes to tick. */
export function checkboxes(slot, label) {
  const isChosen = (option) => slot.value.some((one) => one.value === option.value);
  return choices(slot, label, "checkbox", "group", isChosen, async (option, box, show) => {
    const next = slot.element.options.filter((one) => (one === option ? box.checked : isChosen(one)));
    if (!(await slot.set("selected_options", next))) show();
  });
}

/** One of several. */
export function radioButtons(slot, label) {
  return choices(
    slot,
    label,
    "radio",
    "radiogroup",
    (option) => slot.value?.value === option.value,
    async (option, _box, show) => {
      if (!(await slot.set("selected_option", option))) show();
    },
  );
}

/** Files: handed to the workspace at once, their ids sent with the view. */
export function fileInput(slot, label) {
  const { element } = slot;
  const most = element.max_files ?? 10;
  const list = el("div", { class: "chips" });
  const status = el("p", { class: "field-note", role: "status" });
  const input = el("input", {
    type: "file",
    class: "file-input",
    multiple: most > 1,
    accept: element.filetypes?.map((type) => `.${type}`).join(","),
    "aria-label": label,
    "data-focus": slot.focus,
  });
  const draw = () =>
    list.replaceChildren(
      ...slot.value.map((file) =>
        el(
          "span",
          { class: "chip" },
          icon("file"),
          file.name,
          el(
            "button",
            {
              type: "button",
              class: "chip-remove",
              "aria-label": `Remove ${file.name}`,
              on: { click: () => remove(file) },
            },
            icon("cross"),
          ),
        ),
      ),
    );
  const remove = (file) => {
    slot.keep(slot.value.filter((one) => one !== file));
    draw();
  };
  input.addEventListener("change", async () => {
    const chosen = [...input.files];
    input.value = "";
    status.textContent =
      slot.value.length + chosen.length > most ? `At most ${most} ${most === 1 ? "file" : "files"}.` : "";
    if (status.textContent) return;
    for (const file of chosen) {
      status.textContent = `Uploading ${file.name}…`;
      try {
        slot.keep([...slot.value, await slot.surface.upload(file)]);
        status.textContent = "";
      } catch (error) {
        status.textContent = error.message;
      }
      draw();
    }
  });
  draw();
  return el("div", { class: "file-field" }, list, input, status);
}
