// Selects of every kind: from the app's own options, from an external list, from people, channels, conversations.

import { avatar } from "./avatar.js";
import { el } from "./dom.js";
import { valuePart } from "./fields.js";
import { icon } from "./icons.js";
import { openChooser } from "./listbox.js";

function matches(query, ...words) {
  return words.some((word) => word?.toLowerCase().includes(query.toLowerCase()));
}

function optionEntry(option) {
  return { key: option.value, text: option.text.text, description: option.description?.text, value: option };
}

function groupsOf({ options, option_groups: groups }) {
  if (groups)
    return groups.map((group) => ({ label: group.label.text, options: group.options.map(optionEntry) }));
  return [{ options: (options ?? []).map(optionEntry) }];
}

function narrowed(groups, query) {
  return {
    groups: groups.map((group) => ({
      ...group,
      options: group.options.filter((one) => matches(query, one.text, one.description)),
    })),
  };
}

const fromOptions = {
  load:
    ({ element }) =>
    (query) =>
      narrowed(groupsOf(element), query),
  entry: optionEntry,
};

const fromApp = {
  delay: 250,
  load: ({ surface, block, element }) => {
    const least = element.min_query_length ?? 3;
    return (query) => {
      if (query.length < least)
        return { hint: `Type ${least === 1 ? "a letter" : `at least ${least} letters`} to search.` };
      return surface
        .suggest(block, element, query)
        .then((answer) => ({
          groups: groupsOf(answer),
          hint: answer.error && `The app's answer could not be shown (${answer.error}).`,
        }));
    };
  },
  entry: optionEntry,
};

function personEntry(person) {
  return {
    key: person.id,
    text: person.real_name || person.name,
    description: person.title,
    badge: person.guest ? "Guest" : null,
    lead: avatar(person),
    value: person.id,
  };
}

const fromPeople = {
  load:
    ({ surface }) =>
    (query) => ({
      groups: [
        {
          options: surface.directory.people
            .filter((one) => !one.deactivated && matches(query, one.real_name, one.name, one.title))
            .map(personEntry),
        },
      ],
    }),
  entry: (id, { directory }) => personEntry(directory.person(id) ?? { id, name: id }),
};

function placeEntry(place) {
  const lead = icon(place.kind === "im" ? "chat" : place.private ? "lock" : "hash");
  return { key: place.id, text: place.name, badge: place.shared ? "Shared" : null, lead, value: place.id };
}

function included(place, filter = {}) {
  const kind = place.kind === "im" ? "im" : place.private ? "private" : "public";
  if (filter.include && !filter.include.includes(kind)) return false;
  if (filter.exclude_bot_users && kind === "im") return false;
  return !(filter.exclude_external_shared_channels && place.shared);
}

const fromPlaces = {
  load: ({ surface, element }) => {
    const filter = element.type.includes("channels") ? { include: ["public"] } : element.filter;
    const places = surface.directory.conversations.filter((place) => included(place, filter));
    return (query) => ({
      groups: [{ options: places.filter((place) => matches(query, place.name)).map(placeEntry) }],
    });
  },
  entry: (id, { directory }) => placeEntry(directory.channel(id) ?? { id, name: id }),
};

const SOURCES = {
  static: fromOptions,
  external: fromApp,
  users: fromPeople,
  channels: fromPlaces,
  conversations: fromPlaces,
};

function sourceOf(element) {
  return SOURCES[element.type.replace("multi_", "").replace("_select", "")];
}

/** A select with one choice. `label` names it for those who cannot see what is around it. */
export function select(slot, label) {
  const { element, surface } = slot;
  const source = sourceOf(element);
  const part = valuePart(element);
  const shown = el("span", { class: "select-value" });
  const choose = async (entry) => {
    const stays = slot.set(part, entry.value);
    draw();
    if (!(await stays)) draw();
  };
  const node = el(
    "button",
    {
      type: "button",
      class: "select",
      role: "combobox",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "data-focus": slot.focus,
      on: {
        click: () =>
          openChooser({
            anchor: node,
            label,
            load: source.load(slot),
            delay: source.delay,
            chosen: () => new Set([current()?.key]),
            pick: choose,
          }),
        keydown: (event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          node.click();
        },
      },
    },
    shown,
    icon("down"),
  );
  const current = () =>
    slot.value === null || slot.value === undefined ? null : source.entry(slot.value, surface);
  function draw() {
    const entry = current();
    shown.replaceChildren(
      ...(entry ? [entry.lead, entry.text].filter(Boolean) : [element.placeholder?.text ?? "Choose one"]),
    );
    node.classList.toggle("blank", !entry);
    node.setAttribute("aria-label", entry ? `${label}: ${entry.text}` : label);
  }
  draw();
  return node;
}

/** A select with several choices, each shown as a chip that can be taken out again. */
export function multiSelect(slot, label) {
  const { element, surface } = slot;
  const source = sourceOf(element);
  const part = valuePart(element);
  const chips = el("span", { class: "chips" });
  const most = element.max_selected_items ?? Infinity;
  let before = null;
  const entries = () => slot.value.map((value) => source.entry(value, surface));
  const keys = () => new Set(entries().map((entry) => entry.key));

  const toggle = (entry) => {
    const without = entries()
      .filter((one) => one.key !== entry.key)
      .map((one) => one.value);
    if (without.length === slot.value.length && without.length >= most) return;
    slot.keep(without.length < slot.value.length ? without : [...without, entry.value]);
    draw();
  };
  // The app hears of the whole choice once the list is closed, as in Slack.
  const settle = async () => {
    const was = before;
    before = null;
    if (was === null || JSON.stringify(was) === JSON.stringify(slot.value)) return;
    if (await slot.tell(part)) return;
    slot.keep(was);
    draw();
  };
  const adder = el(
    "button",
    {
      type: "button",
      class: "select",
      role: "combobox",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "data-focus": slot.focus,
      on: {
        click: () => {
          before ??= slot.value;
          openChooser({
            anchor: adder,
            label,
            load: source.load(slot),
            delay: source.delay,
            chosen: keys,
            pick: toggle,
            multi: true,
            closed: settle,
          });
        },
        keydown: (event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          adder.click();
        },
      },
    },
    el("span", { class: "select-value" }),
    icon("down"),
  );
  const remove = (entry) => {
    before ??= slot.value;
    toggle(entry);
    adder.focus({ preventScroll: true });
    settle();
  };

  function draw() {
    const chosen = entries();
    chips.replaceChildren(
      ...chosen.map((entry) =>
        el(
          "span",
          { class: "chip" },
          entry.lead,
          entry.text,
          el(
            "button",
            {
              type: "button",
              class: "chip-remove",
              "aria-label": `Remove ${entry.text}`,
              on: { click: () => remove(entry) },
            },
            icon("cross"),
          ),
        ),
      ),
    );
    const words = chosen.length ? `${chosen.length} chosen` : (element.placeholder?.text ?? "Choose some");
    adder.querySelector(".select-value").textContent = words;
    adder.classList.toggle("blank", !chosen.length);
    adder.setAttribute(
      "aria-label",
      chosen.length ? `${label}: ${chosen.map((entry) => entry.text).join(", ")}` : label,
    );
  }
  draw();
  return el("div", { class: "multi" }, chips, adder);
}
