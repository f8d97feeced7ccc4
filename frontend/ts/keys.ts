// Keys for those who prefer them: "/" searches, arrows walk through a tree.

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, select, textarea, [contenteditable]");
}

function search(): boolean {
  const field = document.querySelector<HTMLInputElement>("input[type=search]");
  field?.focus();
  field?.select();
  return field !== null;
}

function walk(link: HTMLElement, step: number): boolean {
  const links = [...(link.closest(".tree")?.querySelectorAll<HTMLElement>("a") ?? [])];
  const next = links[links.indexOf(link) + step];
  next?.focus();
  return next !== undefined;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const link = (event.target as HTMLElement).closest<HTMLElement>(".tree a");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const done = event.key === "/" ? search() : link && step ? walk(link, step) : false;
  if (done) event.preventDefault();
});
