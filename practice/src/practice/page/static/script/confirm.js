// The question an app may have asked before a press counts.

import { el, newId } from "./dom.js";
import { textObject } from "./mrkdwn.js";
import { closePopup } from "./popups.js";

/** Ask; true once the person agrees. `question` is a confirmation object. */
export function confirmed(question, directory) {
  closePopup();
  const titleId = newId("confirm");
  const textId = newId("confirm");
  return new Promise((resolve) => {
    const dialog = el(
      "dialog",
      { class: "confirm", "aria-labelledby": titleId, "aria-describedby": textId, "data-testid": "confirm" },
      el(
        "h2",
        { id: titleId },
        textObject(question.title ?? { type: "plain_text", text: "Are you sure?" }, directory),
      ),
      el("div", { id: textId, class: "text" }, textObject(question.text, directory)),
      el(
        "div",
        { class: "dialog-foot" },
        el(
          "button",
          { type: "button", class: "button", on: { click: () => dialog.close("") } },
          textObject(question.deny ?? question.dismiss_text ?? "Cancel", directory),
        ),
        el(
          "button",
          {
            type: "button",
            autofocus: true,
            class: `button ${question.style === "danger" ? "danger" : "primary"}`,
            on: { click: () => dialog.close("yes") },
          },
          textObject(question.confirm ?? question.ok_text ?? "Yes", directory),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
