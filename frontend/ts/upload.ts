// A chosen file is made small where it is a photo, and sent in pieces while the form is
// still being filled in. Without this script it goes with its form.

import { send } from "./pieces";
import { shrunk } from "./photos";

const WORTH_IT = 100_000; // bytes; less goes with its form
const LARGEST = 10 * 1024 * 1024;
const SENT = "-unggahan";
const busy = new Map<HTMLFormElement, AbortController>();

function percent(share: number): string {
  return String(Math.floor(share * 100));
}

function inMegabytes(file: File): string {
  const format = { maximumFractionDigits: 1, minimumFractionDigits: 1 };
  return `${(file.size / 1e6).toLocaleString(document.documentElement.lang, format)} MB`;
}

/** What is said of the file stands right after its field, beside a bar while it goes. */
class Sign {
  private output: HTMLOutputElement;
  private bar = document.createElement("progress");

  constructor(private input: HTMLInputElement) {
    const after = input.nextElementSibling;
    this.output = after?.matches("output") ? (after as HTMLOutputElement) : document.createElement("output");
    this.output.className = "field-help upload-told";
    input.after(this.output);
  }

  say(key: string, ...parts: string[]): void {
    const words = this.input.dataset[key] ?? "";
    this.output.textContent = parts.reduce((text, part, place) => text.replace(`{${place}}`, part), words);
  }

  show(share: number): void {
    this.bar.value = share;
    this.bar.className = "upload-bar";
    this.bar.setAttribute("aria-hidden", "true");
    if (share < 1) this.output.before(this.bar);
    else this.bar.remove();
  }

  clear(): void {
    this.output.textContent = "";
    this.bar.remove();
  }
}

function forget(input: HTMLInputElement): void {
  input.form?.querySelector(`input[name="${input.name}${SENT}"]`)?.remove();
  input.form && busy.get(input.form)?.abort();
}

function remember(input: HTMLInputElement, id: string): void {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = input.name + SENT;
  field.value = id;
  input.after(field);
}

async function smaller(input: HTMLInputElement, file: File, sign: Sign): Promise<File> {
  const small = await shrunk(file).catch(() => file); // not a picture this browser can read
  if (small !== file && input.files?.[0] === file) {
    const chosen = new DataTransfer();
    chosen.items.add(small);
    input.files = chosen.files;
    sign.say("shrink", inMegabytes(file), inMegabytes(small));
  }
  return small;
}

async function inPieces(input: HTMLInputElement, file: File, sign: Sign, signal: AbortSignal): Promise<void> {
  const token = input.form!.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  let resumed = "";
  const id = await send(file, {
    address: input.dataset.pieces!,
    token,
    signal,
    arrived: (share, begun) => {
      if (begun && share < 1) resumed = percent(share);
      sign.say(resumed ? "resumed" : "sending", resumed || percent(share));
      sign.show(share);
    },
    broken: (share) => sign.say("broken", percent(share)),
  });
  if (signal.aborted) return;
  remember(input, id);
  sign.say("sent");
}

async function chosen(event: Event): Promise<void> {
  const input = event.target as HTMLInputElement;
  if (!input.matches("input[type=file][data-pieces]") || !input.form) return;
  forget(input);
  const sign = new Sign(input);
  sign.clear();
  const file = input.files?.[0];
  input.setCustomValidity("");
  if (!file) return;
  const run = new AbortController();
  busy.set(input.form, run);
  try {
    const ready = await smaller(input, file, sign);
    if (run.signal.aborted) return; // another file was chosen since
    input.setCustomValidity(ready.size > LARGEST ? (input.dataset.large ?? "") : "");
    if (!input.checkValidity()) sign.say("large");
    // crypto.subtle is there on secure addresses only
    else if (ready.size > WORTH_IT && window.crypto?.subtle) await inPieces(input, ready, sign, run.signal);
  } catch {
    if (!run.signal.aborted) sign.clear(); // it goes with its form
  } finally {
    if (busy.get(input.form) === run) {
      busy.delete(input.form);
      input.form.dispatchEvent(new Event("sent"));
    }
  }
}

/** Who is quick waits until the file is there. */
function waitForFile(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (!busy.has(form)) return;
  event.preventDefault();
  event.stopPropagation();
  form.addEventListener("sent", () => form.requestSubmit(event.submitter), { once: true });
}

/** What came in pieces is not sent a second time. */
function leaveOut(event: FormDataEvent): void {
  const form = event.target as HTMLFormElement;
  form.querySelectorAll<HTMLInputElement>("input[type=file][data-pieces]").forEach((input) => {
    if (form.querySelector(`input[name="${input.name}${SENT}"]`)) event.formData.delete(input.name);
  });
}

if (!document.documentElement.classList.contains("has-upload")) {
  document.documentElement.classList.add("has-upload");
  document.addEventListener("change", (event) => void chosen(event));
  document.addEventListener("submit", waitForFile, true);
  document.addEventListener("formdata", leaveOut);
}
