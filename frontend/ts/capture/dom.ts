/** Elements without a framework; text is only ever set as text. */

import { say } from "./words";

type Child = Node | string | null | false;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  given: Record<string, string | boolean | ((event: Event) => void)> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...(children.filter(Boolean) as (Node | string)[]));
  return element;
}

export function notice(kind: "info" | "success" | "warning" | "error", title: string, ...more: Child[]): HTMLElement {
  const role = kind === "error" || kind === "warning" ? "alert" : "status";
  return h("div", { class: `notice notice-${kind}`, role }, h("div", {}, h("p", { class: "notice-title" }, title), ...more));
}

/** Markup that came with us or from our own server, as elements. */
export const parsed = (markup: string): DocumentFragment => document.createRange().createContextualFragment(markup);

/** While what a tap has begun goes on, a second tap begins nothing. */
export function button(text: string, act: () => unknown, kind = "", value = ""): HTMLButtonElement {
  let busy: Promise<unknown> | null = null;
  const press = () => void (busy ??= Promise.resolve(act()).finally(() => (busy = null)));
  return h("button", { type: "button", class: `btn ${kind}`, name: value && "ke", value, click: press }, text);
}

/** What one notes down: the number of a receipt, and what is to be said of it. */
export function receipt(number: string, ...more: Child[]): HTMLElement {
  return h("section", { class: "receipt" }, h("p", { class: "text-quiet" }, say("receipt")), h("p", { class: "receipt-number" }, number), ...more);
}

/** A day or moment of the server as people write it; the raw text where it is none. */
export function written(received: string): string {
  const moment = new Date(received.length > 10 ? received : `${received}T12:00`);
  if (Number.isNaN(moment.getTime())) return received;
  const day = { day: "numeric", month: "long", year: "numeric" } as const;
  const time = received.length > 10 ? ({ hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const) : {};
  return moment.toLocaleString(document.documentElement.lang || "id", { ...day, ...time });
}

export const main = (): HTMLElement => document.getElementById("isi") as HTMLElement;

/** Said on top of what could not be kept. */
export function unkept(fault: unknown): void {
  main().prepend(notice("error", say("full"), h("p", {}, String(fault))));
}

/** Show a screen from its top, or from the field in use where that is there again; all else of before is gone. */
export function show(...children: Child[]): void {
  const used = document.activeElement?.id;
  main().replaceChildren(...h("div", {}, ...children).childNodes);
  const again = used && main().querySelector<HTMLElement>("#" + CSS.escape(used));
  if (again) return again.focus();
  scrollTo({ top: 0, behavior: "instant" });
  main().focus({ preventScroll: true });
}

export function head(kind: string, title: string, lead = ""): HTMLElement {
  return h("header", { class: "page-head" }, h("div", {}, h("p", { class: "page-kind" }, kind), h("h1", {}, title), lead && h("p", { class: "lead" }, lead)));
}

export function facts(...rows: [string, string][]): HTMLElement {
  return h("dl", { class: "facts" }, ...rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}
