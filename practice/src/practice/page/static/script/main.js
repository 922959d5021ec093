// The practice page: builds its parts once and draws them anew after every change of state.

import { el } from "./dom.js";
import { Modals } from "./modal.js";
import { Place } from "./place.js";
import { closeOrphan, closePopup } from "./popups.js";
import { Sidebar } from "./sidebar.js";
import { toast } from "./toasts.js";
import { Workspace } from "./workspace.js";

const byId = (id) => document.getElementById(id);

function begin() {
  const curtain = byId("curtain");
  const drawer = (shown) => {
    byId("app").classList.toggle("drawer-open", shown);
    curtain.hidden = !shown;
    if (shown) byId("sidebar").querySelector("button")?.focus();
  };
  const workspace = new Workspace(draw, (text) => toast(byId("toasts"), text));
  const sidebar = new Sidebar(byId("sidebar"), workspace, () => drawer(false));
  const modals = new Modals(byId("modals"), byId("app"), workspace);
  let place = null;

  function draw() {
    if (workspace.state?.me.id !== workspace.speaker) return; // theirs is on its way
    place ??= new Place(byId("place"), workspace, () => drawer(true));
    sidebar.draw();
    place.draw();
    modals.draw();
    closeOrphan();
  }

  curtain.addEventListener("click", () => drawer(false));
  byId("sidebar").addEventListener("keydown", (event) => {
    if (event.key === "Escape") drawer(false);
  });
  addEventListener("hashchange", () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    closePopup();
    if (asked.get("as") && asked.get("as") !== workspace.speaker)
      workspace.speakAs(asked.get("as"), asked.get("at"));
    else if (asked.get("at") && asked.get("at") !== workspace.place) workspace.go(asked.get("at"));
  });

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && workspace.speaker) workspace.refresh();
  });

  workspace.start().catch((error) => {
    const again = el(
      "button",
      { type: "button", class: "button primary", on: { click: () => location.reload() } },
      "Try again",
    );
    byId("place").replaceChildren(el("div", { class: "empty" }, el("p", {}, error.message), again));
  });
}

begin();
