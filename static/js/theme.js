// Runs in <head>, before the first paint, so that a page never flashes in the wrong theme.
(function () {
  "use strict";
  const KEY = "romashka-theme";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem(KEY) || "auto";
    } catch (error) {
      return "auto"; // storage is switched off in this browser
    }
  }

  function apply() {
    const choice = chosen();
    const theme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
    root.dataset.themeChoice = choice;
    if (root.getAttribute("data-bs-theme") === theme) return;
    root.setAttribute("data-bs-theme", theme);
    document.dispatchEvent(new CustomEvent("romashka:theme", { detail: { theme } }));
  }

  root.classList.add("js");
  apply();
  dark.addEventListener("change", apply);
  window.addEventListener("storage", (event) => event.key === KEY && apply());

  function choose(choice) {
    try {
      localStorage.setItem(KEY, choice);
    } catch (error) {
      root.dataset.themeChoice = choice; // lasts for this page only
    }
    apply();
    mark();
  }

  function mark() {
    document.querySelectorAll("[data-theme-choice]").forEach((button) => {
      if (button !== root) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen()));
    });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice);
  });
  document.addEventListener("DOMContentLoaded", mark);
})();
