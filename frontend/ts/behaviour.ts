// Small comforts. Every page works without them.

/** A filter form asks again as soon as a choice changes. */
function submitFiltersOnChange(event: Event): void {
  const control = event.target as HTMLElement;
  const form = control.closest<HTMLFormElement>("form[data-auto-submit]");
  if (form && control.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) {
    form.requestSubmit();
  }
}

const LONG_MS = 30_000; // then it was stopped, or a file came and the page stayed

/** A second click while the first is on its way must not send twice. */
function refuseDoubleSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, LONG_MS);
}

/** Coming back by the Back key must find a form that can be sent again. */
function forgetSentForms(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
  });
}

/** Menus close with Escape or a click elsewhere. */
function closeMenus(event: Event): void {
  const escaped = event instanceof KeyboardEvent && event.key === "Escape";
  document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]").forEach((menu) => {
    const panel = menu.matches(".nav-toggle") ? menu.nextElementSibling : menu;
    const inside = [menu, panel].some((part) => part?.contains(event.target as Node));
    if (escaped || !inside) {
      menu.open = false;
      if (escaped) menu.querySelector("summary")?.focus();
    }
  });
}

function pressed(event: MouseEvent): void {
  const button = (event.target as HTMLElement).closest<HTMLElement>("[data-print], [data-copy]");
  if (!button) return;
  if (button.matches("[data-print]")) window.print();
  const text = button.dataset.copy;
  if (text) void navigator.clipboard?.writeText(text).then(() => button.classList.add("is-copied"));
}

document.addEventListener("change", submitFiltersOnChange);
document.addEventListener("submit", refuseDoubleSubmit);
document.addEventListener("click", pressed);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(event);
});
window.addEventListener("pageshow", forgetSentForms);
document.documentElement.classList.add("has-js");
