// Every block that Slack knows, drawn.

import { chart } from "./charts.js";
import { el, newId } from "./dom.js";
import { interactive, isSingleControl } from "./elements.js";
import { icon } from "./icons.js";
import { link, safeAddress } from "./inline.js";
import { markdown } from "./markdown.js";
import { textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { table } from "./tables.js";

function text(object, surface, tag = "div", name = "text") {
  return object ? el(tag, { class: name }, textObject(object, surface.directory)) : null;
}

/** A picture from this server; one from elsewhere is not fetched, its description and address stand in for it. */
function picture(image, surface, name) {
  const own = surface.files.find(
    (file) => file.id === image.slack_file?.id || file.url === image.slack_file?.url,
  );
  const address = safeAddress(image.image_url ?? own?.url ?? "") ?? "";
  const local =
    image.image_url?.startsWith("data:image/") ||
    (address && new URL(address).origin === location.origin && address !== location.href);
  if (local)
    return el("img", {
      class: name,
      src: image.image_url ?? address,
      alt: image.alt_text ?? "",
      loading: "lazy",
    });
  return el(
    "span",
    { class: `${name} absent`, role: "img", "aria-label": image.alt_text, title: image.alt_text },
    icon("image"),
    el("span", { class: "absent-words" }, image.alt_text),
  );
}

function section(block, surface) {
  const label = block.text?.text.replace(/[*_~`]/g, "").slice(0, 80);
  const accessory =
    block.accessory?.type === "image"
      ? picture(block.accessory, surface, "thumb")
      : block.accessory &&
        interactive(surface, block, block.accessory, { label: block.accessory.placeholder?.text ?? label });
  return el(
    "div",
    { class: "section" },
    el(
      "div",
      { class: "section-words" },
      text(block.text, surface),
      block.fields &&
        el(
          "div",
          { class: "fields" },
          block.fields.map((field) => text(field, surface)),
        ),
    ),
    accessory && el("div", { class: "accessory" }, accessory),
  );
}

function input(block, surface, changed) {
  const { element } = block;
  const errorId = newId("error");
  const hintId = block.hint ? newId("hint") : null;
  const control = interactive(surface, block, element, { label: block.label.text, changed });
  const target = control.matches("input, textarea, button")
    ? control
    : (control.querySelector("input, textarea, button.select, input.file-input") ?? control);
  const labelled = isSingleControl(element);
  if (labelled) target.id = newId("field");
  const described = isSingleControl(element) ? target : control;
  described.setAttribute("aria-describedby", [hintId, errorId].filter(Boolean).join(" "));
  if (!block.optional && target.matches("input, textarea")) target.setAttribute("aria-required", "true");
  return el(
    "div",
    { class: "field" },
    el(
      labelled ? "label" : "div",
      { class: "field-label", for: labelled ? target.id : null },
      textObject(block.label, surface.directory),
      block.optional && el("span", { class: "field-optional" }, " (optional)"),
    ),
    control,
    el("p", { class: "field-error", id: errorId, role: "alert", hidden: true }),
    hintId && el("p", { class: "field-note", id: hintId }, textObject(block.hint, surface.directory)),
  );
}

function image(block, surface) {
  return el(
    "figure",
    { class: "picture" },
    block.title && el("figcaption", {}, textObject(block.title, surface.directory)),
    picture(block, surface, "image"),
  );
}

function context(block, surface) {
  const parts = block.elements.map((part) =>
    part.type === "image"
      ? picture(part, surface, "context-image")
      : text(part, surface, "span", "context-words"),
  );
  return el("div", { class: "context" }, parts);
}

function actions(block, surface) {
  return el(
    "div",
    { class: "actions" },
    block.elements.map((element) => interactive(surface, block, element)),
  );
}

const LEVELS = { default: "info", info: "info", warning: "warning", error: "error", success: "success" };

function alert(block, surface) {
  const level = block.level ?? "default";
  return el(
    "div",
    { class: `alert alert-${level}`, role: "note" },
    icon(LEVELS[level] ?? "info"),
    text(block.text, surface),
  );
}

function card(block, surface) {
  return el(
    "div",
    { class: "card" },
    block.hero_image && picture(block.hero_image, surface, "hero"),
    el(
      "div",
      { class: "card-head" },
      block.icon && picture(block.icon, surface, "card-icon"),
      el(
        "div",
        {},
        text(block.title, surface, "div", "card-title"),
        text(block.subtitle, surface, "div", "card-subtitle"),
      ),
    ),
    text(block.body, surface),
    block.actions?.length > 0 &&
      el(
        "div",
        { class: "actions" },
        block.actions.map((element) => interactive(surface, block, element)),
      ),
  );
}

function container(block, surface, changed) {
  const title = block.title
    ? textObject(block.title, surface.directory)
    : block.rich_text_title && richText(block.rich_text_title, surface.directory);
  const inside = el(
    "div",
    { class: "container-inside" },
    block.child_blocks.map((child) => drawBlock(child, surface, changed)),
  );
  const head = [title, text(block.subtitle, surface, "span", "card-subtitle")];
  if (!block.is_collapsible)
    return el("div", { class: "container" }, el("div", { class: "container-head" }, head), inside);
  return el(
    "details",
    { class: "container", open: !block.default_collapsed },
    el("summary", { class: "container-head" }, head),
    inside,
  );
}

/** A file that can be fetched. */
export function fileLink(file) {
  const href = safeAddress(file.url ?? "");
  return el(
    href ? "a" : "span",
    { class: "file", href: file.url ? href : null, download: file.url ? file.name : null },
    icon("file"),
    el("span", { class: "file-name" }, file.name),
    file.url && icon("download"),
  );
}

function file(block, surface) {
  const known = surface.files.find((one) => one.id === block.file_id || one.id === block.external_id);
  return fileLink(known ?? { name: block.external_id, url: block.file?.url_private ?? null });
}

function video(block, surface) {
  return el(
    "figure",
    { class: "picture" },
    el(
      "figcaption",
      {},
      block.title_url ? link(block.title_url, block.title.text) : textObject(block.title, surface.directory),
      block.author_name && ` · ${block.author_name}`,
    ),
    text(block.description, surface),
    picture({ image_url: block.thumbnail_url, alt_text: block.alt_text }, surface, "image"),
  );
}

const TASK_SIGNS = { pending: "more", in_progress: "right", complete: "check", error: "error" };

function task(block, surface) {
  const details = [block.details, block.output]
    .filter(Boolean)
    .map((one) => richText(one, surface.directory));
  return el(
    "div",
    { class: "task-card" },
    el(
      "div",
      { class: "card-title" },
      icon(TASK_SIGNS[block.status] ?? "more"),
      block.title,
      el("span", { class: "badge" }, block.status.replaceAll("_", " ")),
    ),
    details,
  );
}

const DRAWN = {
  header: (block, surface) => text(block.text, surface, "h3", "header"),
  section,
  input,
  image,
  context,
  actions,
  alert,
  card,
  container,
  file,
  video,
  divider: () => el("hr"),
  context_actions: actions,
  rich_text: (block, surface) => richText(block, surface.directory),
  markdown: (block) => el("div", { class: "markdown" }, markdown(block.text)),
  table: (block, surface) => table(block, surface.directory),
  data_table: (block, surface) => table(block, surface.directory),
  data_visualization: chart,
  carousel: (block, surface) =>
    el(
      "div",
      { class: "carousel", tabindex: 0, role: "group", "aria-label": "Cards" },
      block.elements.map((one) => card({ block_id: block.block_id, ...one }, surface)),
    ),
  task_card: task,
  plan: (block, surface) =>
    el(
      "div",
      { class: "plan" },
      el("div", { class: "card-title" }, block.title),
      (block.tasks ?? []).map((one) => task(one, surface)),
    ),
};

/** One block. `changed(block_id)` hears of every change of a value in it. */
export function drawBlock(block, surface, changed) {
  const draw = DRAWN[block.type];
  const inside = draw
    ? draw(block, surface, changed)
    : el("p", { class: "unknown" }, `This page cannot draw a “${block.type}” block.`);
  return el("div", { class: `block block-${block.type}`, "data-block": block.block_id }, inside);
}

/** Show under a block what is wrong with its field, or clear it. */
export function showMistake(node, words) {
  const line = node.querySelector(".field-error");
  if (!line) return;
  if (line.textContent !== (words ?? "")) line.textContent = words ?? "";
  line.hidden = !words;
  for (const control of node.querySelectorAll("input, textarea, button.select")) {
    if (words) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}
