// What must work before, between and without circuits: the theme, the menus, and word of a lost connection.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  function switchTheme() {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  }

  document.addEventListener("click", event => {
    const { target } = event;
    if (target.closest("[data-theme-switch]")) switchTheme();
    if (target.closest("[data-print]")) print();
    if (target.closest("[data-fill]")) fill(target.closest("[data-fill]").dataset.fill);
    if (target.closest(".menu a")) target.closest(".menu").hidePopover();
  });

  // A drawer at the side closes by the keyboard from the moment it is seen, wherever the focus is; what it opened beside gets the focus back. Radzen listens only
  // inside the drawer, and only from a second answer of the server on. A list or a dialog that is open above the drawer closes first.
  document.addEventListener("keydown", event => {
    const close = document.querySelector(".rz-dialog-side.rz-open .rz-dialog-side-titlebar-close");
    const above = [...document.querySelectorAll(".rz-popup, .rz-overlaypanel, .rz-dialog")].some(element => element.checkVisibility());
    if (event.key !== "Escape" || !close || above) return;
    event.stopPropagation();
    close.click();
  }, true);

  /** Fills a form's fields from "field=value&field=value". */
  function fill(values) {
    for (const [name, value] of new URLSearchParams(values)) {
      const field = document.getElementsByName(name)[0];
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  const lost = document.getElementById("components-reconnect-modal");
  // The server no longer knows this circuit: only a fresh page helps.
  new MutationObserver(() => lost.classList.contains("components-reconnect-rejected") && location.reload()).observe(lost, { attributeFilter: ["class"] });

  window.portal = {
    /** Marks the page as answering to the keyboard and the mouse. */
    ready: () => { root.dataset.interactive = location.pathname; },

    /** To an element by its id. */
    focusOn: id => document.getElementById(id)?.focus(),

    /** To the first field that was not accepted. */
    toFault: () => document.querySelector("[aria-invalid=true]")?.focus(),
  };
})();
