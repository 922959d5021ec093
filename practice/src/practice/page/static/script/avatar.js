// A person's initials on a colour of their own, in place of the picture a practice person does not have.

import { el } from "./dom.js";
import { icon } from "./icons.js";

/** The square beside a name; the app gets its sign instead of initials. */
export function avatar(person, size = "small") {
  const name = person.real_name || person.name || "?";
  let sum = 0;
  for (const sign of person.id || name) sum = (sum * 31 + sign.codePointAt(0)) % 997;
  const words = name.split(/[\s.]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const initials = [words[0], words.length > 1 && words.at(-1)]
    .map((word) => (word ? [...word][0].toUpperCase() : ""))
    .join("");
  return el(
    "span",
    { class: `avatar avatar-${size} ${person.bot ? "avatar-app" : `hue-${sum % 8}`}`, "aria-hidden": "true" },
    person.bot ? icon("bolt") : initials,
  );
}
