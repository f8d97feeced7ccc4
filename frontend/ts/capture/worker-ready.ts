/** Whether this device can open the questionnaire by itself: its worker has kept all it needs. */

const PATIENCE_MS = 20_000;
let refused: () => void;
const refusal = new Promise<boolean>((resolve) => (refused = () => resolve(false)));

export async function workerReady(): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS));
  return Promise.race([navigator.serviceWorker.ready.then(() => true), refusal, late]);
}

export async function startWorker(): Promise<void> {
  await navigator.serviceWorker.register("/pekerja.js", { scope: "/" }).catch(() => refused());
}
