// The table block: its first row is the header.

import { el } from "./dom.js";
import { plain } from "./inline.js";
import { richText } from "./richtext.js";

function content(cell, directory) {
  if (cell.type === "rich_text") return richText(cell, directory);
  return plain(cell.text ?? String(cell.value ?? ""));
}

/** A table or data_table block. */
export function table(block, directory) {
  const settings = block.column_settings ?? [];
  const numeric = (column) =>
    block.rows.length > 1 && block.rows.slice(1).every((row) => row[column]?.type === "raw_number");
  const name = (column) => {
    const side = settings[column]?.align ?? (numeric(column) ? "right" : "left");
    return `align-${side}${settings[column]?.is_wrapped === false ? " unwrapped" : ""}`;
  };
  const row = (cells, head) =>
    el(
      "tr",
      {},
      cells.map((cell, column) => {
        const heads = head ? "col" : column === block.row_header_column_index ? "row" : null;
        return el(heads ? "th" : "td", { class: name(column), scope: heads }, content(cell, directory));
      }),
    );
  const [head, ...body] = block.rows;
  const drawn = el(
    "table",
    {},
    block.caption && el("caption", {}, block.caption),
    el("thead", {}, row(head, true)),
    el(
      "tbody",
      {},
      body.map((cells) => row(cells, false)),
    ),
  );
  return el(
    "div",
    { class: "table-wrap", tabindex: 0, role: "group", "aria-label": block.caption ?? "Table" },
    drawn,
  );
}
