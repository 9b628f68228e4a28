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

  // A page that the server has drawn looks finished before its circuit answers. What somebody does until then must neither be lost nor half done.
  // The frame answers first, and answers also where the page in it broke.
  const answers = () => root.dataset.circuit !== "coming";
  const isReady = () => root.dataset.circuit === undefined || root.dataset.interactive !== undefined;
  const typed = new Map();
  let [wanted, focused] = [null, null];

  // Blazor would follow a link by fetching the page into this one, and the circuit that comes up meanwhile goes on with the page that was left. The browser follows it instead.
  addEventListener("click", event => {
    if (!isReady() && event.target.closest("a[href]")) event.stopPropagation();
    if (answers()) return;
    const button = event.target.closest("#main button:not([popovertarget], [data-print])");
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    if (wanted) wanted.removeAttribute("aria-busy");
    wanted = button;
    wanted.setAttribute("aria-busy", "true");
  }, true);

  // By Enter in a field: a form of the circuit is nobody's before it is there.
  addEventListener("submit", event => !answers() && event.target.closest("#main") && event.preventDefault(), true);
  addEventListener("input", event => !answers() && event.target.id && event.target.type !== "file" && typed.set(event.target.id, event.target), true);
  addEventListener("focusin", event => { if (!answers()) focused = event.target.id; }, true);

  /** The circuit has drawn the page anew: what was typed meanwhile stands in it again, and the button that was pressed is pressed, if there is still one of the same words. */
  function catchUp() {
    for (const [id, old] of typed) {
      const field = document.getElementById(id);
      if (!field) continue;
      if (field.checked !== old.checked) field.click();
      else if (field.value !== old.value) {
        field.value = old.value;
        for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
      }
    }
    if (focused && typed.has(focused)) document.getElementById(focused)?.focus();
    if (wanted) [...document.querySelectorAll("#main button")].find(button => button.innerText === wanted.innerText && button.ariaLabel === wanted.ariaLabel)?.click();
    typed.clear();
    [wanted, focused] = [null, null];
  }

  const lost = document.getElementById("components-reconnect-modal");
  // The server no longer knows this circuit: only a fresh page helps.
  new MutationObserver(() => lost.classList.contains("components-reconnect-rejected") && location.reload()).observe(lost, { attributeFilter: ["class"] });

  window.portal = {
    /** The circuit is there, whatever its page is doing. */
    up: () => { root.dataset.circuit = "up"; },

    /** Marks the page as answering to the keyboard and the mouse. */
    ready: () => {
      root.dataset.circuit = "up";
      root.dataset.interactive = location.pathname;
      catchUp();
    },

    /** To an element by its id. */
    focusOn: id => document.getElementById(id)?.focus(),

    /** To the first field that was not accepted. */
    toFault: () => document.querySelector("[aria-invalid=true]")?.focus(),
  };
})();
