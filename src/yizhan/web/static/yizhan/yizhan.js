// Small helps; every page works without them. One listener on the document, so that parts which HTMX swaps in work as well.
(() => {
  const reveal = (root) => root.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });

  const showTheme = (button) => button.setAttribute("aria-pressed", String(document.documentElement.dataset.bsTheme === "dark"));

  const switchTheme = (button) => {
    const root = document.documentElement;
    const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    root.dataset.bsTheme = root.dataset.theme = theme;
    document.cookie = `yizhan_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
    showTheme(button);
  };

  const copy = async (button) => {
    const answer = button.parentElement.querySelector("[data-copy-answer]");
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      answer.textContent = button.dataset.copied;
    } catch {
      // The clipboard is closed to pages without TLS: select the text, so that one key press copies it.
      getSelection().selectAllChildren(button.parentElement.querySelector("code"));
    }
    setTimeout(() => { answer.textContent = ""; }, 3000);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-theme-switch], [data-print]");
    if (!button) return;
    if (button.matches("[data-copy]")) copy(button);
    if (button.matches("[data-theme-switch]")) switchTheme(button);
    if (button.matches("[data-print]")) print();
  });

  // A second click on a button that is already sending is ignored; the hidden request key protects the server as well.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    setTimeout(() => { delete form.dataset.sending; }, 10000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach((form) => delete form.dataset.sending));

  document.addEventListener("DOMContentLoaded", () => {
    reveal(document);
    document.querySelectorAll("[data-theme-switch]").forEach(showTheme);
    document.querySelector("[data-focus-first]")?.focus();
    // On a narrow desk the queue is a strip: bring the open case into it.
    const strip = document.querySelector(".yz-queue");
    const open = strip?.querySelector("[aria-current]");
    if (open && strip.scrollWidth > strip.clientWidth) strip.scrollLeft = open.offsetLeft - strip.offsetLeft;
  });
  document.addEventListener("htmx:afterSwap", (event) => reveal(event.target));
  document.addEventListener("htmx:afterRequest", (event) => { delete event.target.dataset?.sending; });
})();
