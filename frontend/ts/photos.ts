// Photos are made small before they are sent: a weak line carries what a camera makes
// badly. Where this does not run, the server takes the photo as it is and makes it small.

const LONGEST_SIDE = 2000;
const SMALL_ENOUGH = 400_000; // bytes
const QUALITY = 0.82;
const busy = new Set<HTMLFormElement>();

/** The same picture, smaller; the file itself where that would not help. */
async function shrunk(file: File): Promise<File> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type });
}

function inMegabytes(file: File): string {
  const format = { maximumFractionDigits: 1, minimumFractionDigits: 1 };
  return `${(file.size / 1e6).toLocaleString(document.documentElement.lang, format)} MB`;
}

function tell(input: HTMLInputElement, words: string): void {
  const told = input.nextElementSibling?.matches("output") ? input.nextElementSibling : document.createElement("output");
  told.textContent = words;
  told.className = "field-help";
  input.after(told);
}

async function shrinkChosen(event: Event): Promise<void> {
  const input = event.target as HTMLInputElement;
  if (!input.matches("input[type=file][data-shrink]")) return;
  tell(input, "");
  const file = input.files?.[0];
  if (!input.form || !file?.type.startsWith("image/") || file.size <= SMALL_ENOUGH) return;
  busy.add(input.form);
  try {
    const small = await shrunk(file);
    if (small === file || input.files?.[0] !== file) return;
    const chosen = new DataTransfer();
    chosen.items.add(small);
    input.files = chosen.files;
    tell(input, input.dataset.shrink!.replace("{0}", inMegabytes(file)).replace("{1}", inMegabytes(small)));
  } catch {
    // not a picture that this browser can read: it goes as it is
  } finally {
    busy.delete(input.form);
    input.form.dispatchEvent(new Event("shrunk"));
  }
}

/** Who is quick waits a moment for the smaller photo. */
function waitForPhoto(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (!busy.has(form)) return;
  event.preventDefault();
  event.stopPropagation();
  form.addEventListener("shrunk", () => form.requestSubmit(event.submitter), { once: true });
}

document.addEventListener("change", (event) => void shrinkChosen(event));
document.addEventListener("submit", waitForPhoto, true);
