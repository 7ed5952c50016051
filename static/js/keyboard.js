// Keys: j k move in a queue, o opens, a e x u press a decision, s * select, b decides on many, / searches, g + letter goes, ? shows this list.
// Never while somebody types, never with Ctrl, Alt or Meta held.
(function () {
  "use strict";
  const GO_MS = 1200;
  let goUntil = 0;
  let place = 0;

  const rows = () => Array.from(document.querySelectorAll("[data-queue] [data-row]"));
  const current = () => document.querySelector("[data-queue] [data-row].is-current");

  function select(row, focus) {
    if (!row) return;
    rows().forEach((other) => other.classList.toggle("is-current", other === row));
    place = rows().indexOf(row);
    if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
    if (focus) {
      row.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
    }
  }

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const at = current() ? all.indexOf(current()) : step > 0 ? -1 : all.length;
    select(all[Math.min(all.length - 1, Math.max(0, at + step))], true);
  }

  function press(key) {
    const inQueue = rows().length > 0;
    const scope = inQueue ? current() : document.querySelector("main");
    const button = scope && scope.querySelector(`[data-key="${key}"]:not(:disabled)`);
    if (button) {
      button.click();
      if (/^(TEXTAREA|INPUT)$/.test(button.tagName) && button.type !== "checkbox") button.focus();
    } else if (inQueue && !scope && document.querySelector(`[data-queue] [data-key="${key}"]`)) {
      window.romashka.toast("Choose a row first: press j or k.", "info");
    }
    return !!button;
  }

  function open(event) {
    // Enter on a link or a button does what it always does.
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return false;
    const row = current();
    const link = row && (row.querySelector("[data-open]") || row.querySelector("a[href]"));
    if (link) link.click();
    return !!link;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (window.romashka.isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key;
    let done = true;
    if (Date.now() < goUntil) {
      goUntil = 0;
      const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
      if (link) window.location.assign(link.href);
      done = !!link;
    } else if (key === "g") {
      goUntil = Date.now() + GO_MS;
    } else if (key === "j" || key === "k") {
      move(key === "j" ? 1 : -1);
    } else if (key === "Enter" || key === "o") {
      done = open(event);
    } else if (key === "/") {
      const box = document.querySelector("[data-search], [data-search-holder] input, main input[type='search']");
      if (box) {
        box.focus();
        box.select();
      }
      done = !!box;
    } else if (key === "?") {
      window.romashka.openDialog("keys");
    } else if (/^[aexurs]$/.test(key)) {
      done = press(key);
    } else if (key === "*") {
      const all = document.querySelector("[data-pick-all]");
      if (all) all.click();
      done = !!all;
    } else if (key === "b") {
      const bar = document.querySelector("[data-bulk] button");
      if (bar) bar.focus();
      done = !!bar;
    } else {
      done = false;
    }
    if (done) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-queue] [data-row]");
    if (row) select(row, false);
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-queue] [data-row]");
    if (row) select(row, false);
  });

  // Rows picked for one decision on many of them.
  const picks = () => Array.from(document.querySelectorAll("[data-queue] input.pick"));

  function countPicks() {
    const bar = document.querySelector("[data-bulk]");
    if (!bar) return;
    const all = picks();
    const chosen = all.filter((box) => box.checked).length;
    const whole = bar.querySelector("[data-pick-all]");
    whole.closest("label").hidden = !all.length;
    whole.checked = chosen > 0 && chosen === all.length;
    whole.indeterminate = chosen > 0 && chosen < all.length;
    bar.querySelector("[data-pick-count]").textContent = chosen ? `${chosen} selected` : "";
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) picks().forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("[data-pick-all], input.pick")) {
      const scope = document.querySelector("[data-bulk] [name=scope]");
      if (scope) scope.value = "selected";
      countPicks();
    }
  });
  document.addEventListener("htmx:afterSettle", countPicks);
  window.addEventListener("pageshow", countPicks);

  // A decided row leaves or changes: stay at the same place in the queue.
  let hadCurrent = false;
  document.addEventListener("htmx:beforeSwap", () => { hadCurrent = hadCurrent || !!current(); });
  document.addEventListener("htmx:afterSettle", () => {
    if (!hadCurrent) return;
    hadCurrent = false;
    const all = rows();
    if (all.length && !current()) {
      const isFree = !document.activeElement || document.activeElement === document.body;
      select(all[Math.min(place, all.length - 1)], isFree);
    }
  });
})();
