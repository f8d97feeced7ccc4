// Photos are made small before they are sent: a weak line carries what a camera makes
// badly. Where this does not run, the server takes the photo as it is and makes it small.

const LONGEST_SIDE = 2000;
const SMALL_ENOUGH = 400_000; // bytes
const QUALITY = 0.82;

/** The same picture, smaller; the file itself where that would not help. */
export async function shrunk(file: File): Promise<File> {
  if (!file.type.startsWith("image/") || file.size <= SMALL_ENOUGH) return file;
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
