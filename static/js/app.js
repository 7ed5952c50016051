// Behaviour of every page: menus, dialogs, messages, htmx, filters, automatic refresh. No inline script, no eval.
(function () {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, scope) => (scope || document).querySelector(selector);
  const iconAddress = () => document.body.dataset.icons || "";

  function isTyping(element) {
    return !!element && (element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName) ||
      (element.tagName === "INPUT" && !/^(button|submit|reset|checkbox|radio)$/.test(element.type)));
  }

  /* ---- Messages ---- */
  const ICON_OF = { success: "circle-check", warning: "alert-triangle", error: "alert-triangle", info: "info-circle" };
  const STAY_MS = { success: 6000, info: 8000 };

  function icon(name) {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(ns, "use");
    use.setAttribute("href", iconAddress() + "#" + name);
    svg.append(use);
    return svg;
  }

  function watchToast(line) {
    if (line.dataset.watched) return;
    line.dataset.watched = "yes";
    let stay = STAY_MS[line.dataset.tone];
    if (!stay) return; // warnings and errors stay until closed
    if ($("form", line)) stay *= 2; // time to reach Undo
    let timer = 0;
    const start = () => { timer = window.setTimeout(() => line.remove(), stay); };
    const stop = () => window.clearTimeout(timer);
    line.addEventListener("mouseenter", stop);
    line.addEventListener("mouseleave", start);
    line.addEventListener("focusin", stop);
    line.addEventListener("focusout", start);
    start();
  }

  function toast(text, tone) {
    const box = $("#messages");
    if (!box) return;
    const line = document.createElement("div");
    line.className = "toast-line";
    line.dataset.tone = tone || "info";
    if (tone === "error") line.setAttribute("role", "alert");
    const words = document.createElement("p");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn btn-quiet btn-sm btn-icon";
    close.dataset.dismiss = "";
    close.setAttribute("aria-label", "Close this message");
    close.append(icon("x"));
    line.append(icon(ICON_OF[line.dataset.tone] || "info-circle"), words, close);
    box.append(line);
    watchToast(line);
  }

  /* ---- A form says which organization it was shown for: another tab may have switched meanwhile ---- */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const shownFor = document.body.dataset.organization;
    if (!shownFor || form.method !== "post" || form.elements.for_organization) return;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "for_organization";
    field.value = shownFor;
    form.append(field);
  }, true);

  /* ---- Confirm: data-confirm on a form, a submit button or a link; hx-confirm too ---- */
  let whenConfirmed = null;

  function ask(text, label, action) {
    const dialog = $("#confirm");
    if (!dialog || !dialog.showModal) {
      if (window.confirm(text)) action();
      return;
    }
    $("[data-confirm-text]", dialog).textContent = text;
    $("[data-confirm-yes]", dialog).textContent = label || "Yes, go on";
    whenConfirmed = action;
    dialog.returnValue = "";
    dialog.showModal();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const source = button && button.dataset.confirm ? button : form;
    if (!source.dataset.confirm || form.dataset.confirmed) {
      delete form.dataset.confirmed;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(source.dataset.confirm, source.dataset.confirmLabel, () => {
      form.dataset.confirmed = "yes";
      form.requestSubmit(button || undefined);
    });
  }, true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-confirm]");
    if (!link) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(link.dataset.confirm, link.dataset.confirmLabel, () => window.location.assign(link.href));
  }, true);

  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, event.detail.elt.dataset.confirmLabel, () => event.detail.issueRequest(true));
  });

  /* ---- Clicks ---- */
  document.addEventListener("click", (event) => {
    const target = event.target;
    const opener = target.closest("[data-open-dialog]");
    if (opener) openDialog(opener.dataset.openDialog);
    const closer = target.closest("[data-close-dialog]");
    if (closer) closer.closest("dialog").close();
    const dismiss = target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".toast-line").remove();
    const toggle = target.closest(".nav-toggle");
    if (toggle) {
      const open = $(".desk-nav").classList.toggle("is-open");
      toggle.setAttribute("aria-expanded", String(open));
    }
    const copier = target.closest("[data-copy], [data-copy-from]");
    if (copier) copy(copier);
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(target)) menu.open = false;
    });
  });

  function openDialog(id) {
    const dialog = document.getElementById(id);
    if (dialog && dialog.showModal && !dialog.open) dialog.showModal();
  }

  document.addEventListener("close", (event) => {
    if (event.target.id !== "confirm") return;
    const action = whenConfirmed;
    whenConfirmed = null;
    if (event.target.returnValue === "yes" && action) action();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      $("summary", menu).focus();
    });
    document.querySelectorAll(".tip:hover, .tip:focus-within").forEach((tip) => {
      tip.dataset.closed = "";
      const reopen = () => delete tip.dataset.closed;
      tip.addEventListener("mouseleave", reopen, { once: true });
      tip.addEventListener("focusout", reopen, { once: true });
    });
  });

  /* ---- Copy ---- */
  async function copy(button) {
    const source = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
    const text = source ? source.value || source.innerText : button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
      toast("Copied.", "success");
    } catch (error) {
      toast("This browser did not let us copy. Select the text and press Ctrl+C.", "warning");
    }
  }

  /* ---- Filters: change applies at once; empty fields stay out of the URL ---- */
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-filters]");
    if (form && event.target.type !== "search" && event.target.type !== "text") form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-filters]")) return;
    Array.from(form.elements).forEach((field) => {
      if (field.name && field.value === "") {
        field.disabled = true;
        window.setTimeout(() => { field.disabled = false; }, 0);
      }
    });
  });

  /* ---- htmx ---- */
  function isWholePage(text) {
    return /^\s*<!doctype html/i.test(text || "");
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const xhr = event.detail.xhr;
    if (!isWholePage(xhr.responseText) || event.detail.target === document.body) return;
    // A whole page where a fragment was asked for: the login page, or an error page. Never swap it into a row.
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const chooser = event.detail.requestConfig.elt.closest("[hx-select]");
    const wanted = event.detail.select || (chooser && chooser.getAttribute("hx-select"));
    if (wanted && xhr.status < 400 && page.querySelector(wanted)) return; // hx-select takes its part of the page
    event.detail.shouldSwap = false;
    if (xhr.status >= 500) return; // said below
    const reason = page.querySelector("[data-error-text]");
    if (reason) {
      toast(reason.textContent.replace(/\s+/g, " ").trim(), "error");
    } else {
      window.location.reload(); // logged out meanwhile: the server sends us to the login page and back here
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    const xhr = event.detail.xhr;
    if (isWholePage(xhr.responseText) && xhr.status < 500) return; // said above
    if (xhr.status >= 500) {
      toast("The server could not do this. Nothing was changed. Try again in a minute.", "error");
    } else if (xhr.status === 404) {
      toast("This is gone: somebody removed it, or it belongs to another organization. Reload the page.", "error");
    } else if (xhr.status === 429) {
      toast("Too many tries in a short time. Wait a minute, then try again.", "error");
    }
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (event.detail.elt.closest("[data-autorefresh]")) return markStale(event.detail.elt);
    toast("The server does not answer. Check your connection, then try again.", "error");
  });

  /* ---- Automatic refresh: never under somebody's hands, never in a hidden tab ---- */
  let kept = null;

  function mayRefresh(element) {
    const focused = document.activeElement;
    return !document.hidden && !isTyping(focused) && !$("dialog[open]") && !$("details.menu[open]") &&
      !String(window.getSelection()) && !element.querySelector("[aria-invalid='true']");
  }
  function markStale(element) {
    const note = $("[data-stale]", element);
    if (note) note.hidden = false;
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const element = event.detail.elt;
    if (!element.hasAttribute("data-autorefresh")) return;
    if (!mayRefresh(element)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.requestConfig || !event.detail.requestConfig.elt.hasAttribute("data-autorefresh")) return;
    const focused = document.activeElement;
    const inside = event.detail.requestConfig.elt.contains(focused);
    kept = {
      x: window.scrollX,
      y: window.scrollY,
      focus: inside ? pathOf(focused, event.detail.requestConfig.elt) : null,
      open: Array.from(document.querySelectorAll("details[id][open]"), (element) => element.id),
    };
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (kept) window.requestAnimationFrame(restore); // after the charts and their tables are back, before the next paint
    dress();
  });

  function restore() {
    if (!kept) return;
    kept.open.forEach((id) => {
      const element = document.getElementById(id);
      if (element) element.open = true;
    });
    const again = kept.focus && $(kept.focus);
    if (again && document.activeElement === document.body) again.focus({ preventScroll: true });
    window.scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
    kept = null;
  }

  function pathOf(element, within) {
    if (element.id) return "#" + CSS.escape(element.id);
    if (element.tagName === "A" && element.getAttribute("href") && within.id) {
      return `#${CSS.escape(within.id)} a[href="${CSS.escape(element.getAttribute("href"))}"]`;
    }
    const parts = [];
    for (let node = element; node && node !== document.body; node = node.parentElement) {
      if (node.id) {
        parts.unshift("#" + CSS.escape(node.id));
        break;
      }
      parts.unshift(`${node.tagName.toLowerCase()}:nth-child(${Array.prototype.indexOf.call(node.parentElement.children, node) + 1})`);
    }
    return parts.join(" > ");
  }

  /* ---- After load and after every swap ---- */
  function dress() {
    document.querySelectorAll("#messages .toast-line").forEach(watchToast);
    // A box that scrolls sideways must be reachable with the keyboard.
    document.querySelectorAll(".table-wrap").forEach((box) => {
      if (box.scrollWidth > box.clientWidth && !box.hasAttribute("tabindex")) {
        box.tabIndex = 0;
        box.setAttribute("role", "region");
        if (!box.hasAttribute("aria-label")) box.setAttribute("aria-label", "Table, scrolls sideways");
      }
    });
  }

  /* ---- The guide's table of contents follows the text ---- */
  function followSections() {
    const links = new Map();
    document.querySelectorAll("[data-toc] a[href^='#']").forEach((link) => links.set(link.hash.slice(1), link));
    if (!links.size || !("IntersectionObserver" in window)) return;
    const observer = new IntersectionObserver((entries) => {
      const shown = entries.find((entry) => entry.isIntersecting);
      if (!shown) return;
      links.forEach((link, id) => id === shown.target.id ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"));
    }, { rootMargin: "-10% 0px -75% 0px" });
    links.forEach((_, id) => {
      const section = document.getElementById(id);
      if (section) observer.observe(section);
    });
  }
  function openTarget() {
    const element = window.location.hash.length > 1 && document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    if (element && element.tagName === "DETAILS") element.open = true;
  }
  window.addEventListener("hashchange", openTarget);

  // A page that comes back with what was typed opens at the first thing that was refused.
  function showRefused() {
    const refused = $("main form:not([data-filters]) :is([aria-invalid='true'], .notice[role='alert'])");
    if (!refused) return;
    refused.scrollIntoView({ block: "center" });
    refused.focus({ preventScroll: true });
  }

  function start() {
    dress();
    followSections();
    openTarget();
    showRefused();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();

  window.romashka = { toast, openDialog, isTyping, root };
})();
